import { freemem } from 'node:os'
import { Worker } from 'node:worker_threads'
import { fromStoredFailure, type StoredFailure, StudioError } from '@shared/contract/errors'
import type { FeedArrays } from '../compute/engine'
import type { Feeds, FeedsOpener } from './feeds'
import { IN_MEMORY_BYTES } from './images'
import { type FeedPlan, UpdateCursor } from './plan'
import { RING_BYTES, RingReader, SLOTS } from './ring'
import { copyFeeds, slotBytes, slotViews } from './slots'

/** What the thread is started with. */
export interface FeedJob {
  readonly plan: FeedPlan
  /** Completed steps before the first update. */
  readonly firstStep: number
  /** The slots, one after the other. */
  readonly slots: SharedArrayBuffer
  /** The memory of the ring that both sides share. */
  readonly ring: SharedArrayBuffer
  /** The largest file of images, in bytes, that is held in memory. */
  readonly inMemory: number
}

/** What a second thread is started with: files to be read through once, see {@link WorkerFeeds}. */
export interface ReadJob {
  readonly readThrough: readonly string[]
}

/** What the thread tells. */
export type FeedNews =
  /** The images are open. */
  | { readonly type: 'opened' }
  /** A slot was filled for which the reader waited. */
  | { readonly type: 'filled' }
  /** The last that it tells. */
  | { readonly type: 'failed'; readonly failure: StoredFailure }

function threadLost(details: string): StudioError {
  return new StudioError('UNEXPECTED', 'The thread that prepares the batches ended.', {
    safe: 'Everything up to the last checkpoint is saved.',
    next: 'Resume the run; it goes on from the last checkpoint.',
    details,
  })
}

/** Bytes of a file of packed images. */
const bytesOf = ({ image, count, kept }: Omit<FeedPlan['images'], 'second'>): number =>
  image.height * image.width * image.channels * (kept?.total ?? count)

/**
 * Feeds of a thread. Images that are not held in memory are read one by one from all over their file, which is slow until the
 * system has the file in its cache: where that has room for it, a second thread reads it once from its beginning to its end.
 */
class WorkerFeeds implements Feeds {
  readonly #worker: Worker
  readonly #reader: Worker | undefined
  readonly #ring: RingReader
  readonly #cursor: UpdateCursor
  readonly #slots: ReturnType<typeof slotViews>
  #failure: Error | undefined
  /** Who waits for news of the thread. */
  #wake: (() => void) | undefined
  #opened = false

  constructor(file: string, plan: FeedPlan, firstStep: number, inMemory: number) {
    const slots = new SharedArrayBuffer(SLOTS * slotBytes(plan.phases))
    const ring = new SharedArrayBuffer(RING_BYTES)
    this.#slots = slotViews(plan.phases, slots, SLOTS)
    this.#ring = new RingReader(ring)
    this.#cursor = new UpdateCursor(plan.phases, firstStep)
    const job: FeedJob = { plan, firstStep, slots, ring, inMemory }
    this.#worker = new Worker(file, { workerData: job })
    this.#worker.on('message', (news: FeedNews) => this.#hear(news))
    this.#worker.on('error', (error) => this.#fail(threadLost(String(error))))
    this.#worker.on('exit', (code) => this.#fail(threadLost(`exit code ${code}`)))
    const { second, ...first } = plan.images
    const large = [first, ...(second === undefined ? [] : [second])].filter((images) => bytesOf(images) > inMemory)
    if (large.length > 0 && large.reduce((sum, images) => sum + bytesOf(images), 0) < freemem()) {
      const read: ReadJob = { readThrough: large.map(({ file: images }) => images) }
      this.#reader = new Worker(file, { workerData: read })
      this.#reader.on('error', () => undefined) // it only helps; what is wrong with the file the feeds' thread tells
    }
  }

  /** Resolves once the images are open. */
  async open(): Promise<void> {
    while (!this.#opened) await this.#news()
  }

  next(buffers: FeedArrays): Promise<void> | undefined {
    const slot = this.#ring.next()
    if (slot === undefined) return this.#later(buffers)
    this.#take(slot, buffers)
    return undefined
  }

  close(): void {
    void this.#reader?.terminate()
    this.#ring.close()
  }

  async #later(buffers: FeedArrays): Promise<void> {
    for (;;) {
      const slot = this.#ring.next()
      if (slot !== undefined) return this.#take(slot, buffers)
      await this.#news()
    }
  }

  #take(slot: number, buffers: FeedArrays): void {
    const filled = this.#slots[slot]?.get(this.#cursor.phase.name)
    if (filled === undefined) throw new RangeError(`There is no slot ${slot}`)
    copyFeeds(filled, buffers)
    this.#ring.taken()
    this.#cursor.advance()
  }

  /** Resolves when the thread tells something. @throws StudioError when it has failed */
  async #news(): Promise<void> {
    if (this.#failure === undefined) {
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  #hear(news: FeedNews): void {
    switch (news.type) {
      case 'opened':
        this.#opened = true
        break
      case 'filled':
        break
      case 'failed':
        this.#fail(fromStoredFailure(news.failure))
        return
    }
    this.#wake?.()
  }

  #fail(failure: Error): void {
    this.#failure ??= failure
    this.#wake?.()
  }
}

/**
 * Feeds that a thread makes ahead, into memory that both threads see.
 * @param file the built thread, `out/main/feeds.cjs`
 * @param inMemory the largest file of images, in bytes, that is held in memory; larger ones are read ahead
 */
export const workerFeeds =
  (file: string, inMemory = IN_MEMORY_BYTES): FeedsOpener =>
  async (plan, firstStep) => {
    const feeds = new WorkerFeeds(file, plan, firstStep, inMemory)
    try {
      await feeds.open()
      return feeds
    } catch (error) {
      feeds.close()
      throw error
    }
  }
