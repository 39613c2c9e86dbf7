import { Worker } from 'node:worker_threads'
import { fromStoredFailure, type StoredFailure, StudioError } from '@shared/contract/errors'
import type { Chunk } from '../datasets/import/chunks'
import type { ChunkRecord } from '../datasets/import/journal'
import type { ChunkResult, WorkChoices } from '../datasets/import/work'
import type { StartWorkers, Workers } from '../datasets/import/workers'

/** What a thread answers to a chunk. */
export type WorkerNews =
  | { readonly type: 'done'; readonly record: ChunkRecord; readonly pixels: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

interface Waiting {
  readonly chunk: Chunk
  readonly resolve: (result: ChunkResult) => void
  readonly reject: (error: unknown) => void
}

/** Buffers that are given to the thread instead of copied: those that hold nothing else. */
function transfers({ content }: Chunk): ArrayBuffer[] {
  const arrays = content.type === 'files' ? content.files : content.type === 'rasters' ? [content.pixels] : []
  return arrays.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0 ? [buffer] : [],
  )
}

const lost = (why: string): StudioError =>
  new StudioError('IMPORTER_LOST', `A thread of the import ended: ${why}`, {
    safe: 'The original files have not been touched, and what was imported so far is kept.',
    next: 'Start the same import again: it goes on where it was.',
  })

/** One thread and the chunks that wait for it. */
class Thread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #over: StudioError | undefined

  constructor(file: string, choices: WorkChoices) {
    this.#worker = new Worker(file, { workerData: choices })
    this.#worker.on('message', (news: WorkerNews) => {
      const next = this.#waiting.shift()
      if (news.type === 'done') next?.resolve(news)
      else next?.reject(fromStoredFailure(news.failure))
    })
    this.#worker.on('error', (error) => this.#fail(lost(String(error))))
    this.#worker.on('exit', (code) => this.#fail(lost(`exit code ${code}`)))
  }

  get load(): number {
    return this.#waiting.length
  }

  run(chunk: Chunk): Promise<ChunkResult> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(this.#over)
      this.#waiting.push({ chunk, resolve, reject })
      this.#worker.postMessage(chunk, transfers(chunk))
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: StudioError): void {
    this.#over ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/**
 * Threads that work on chunks; each has one more waiting, so that none idles while the next is read.
 * @param file the built thread, `out/main/import-worker.cjs`
 */
export const startThreads =
  (file: string, count: number): StartWorkers =>
  (choices): Workers => {
    const threads = Array.from({ length: count }, () => new Thread(file, choices))
    return {
      width: 2 * count,
      run(chunk) {
        const thread = threads.reduce((best, candidate) => (candidate.load < best.load ? candidate : best))
        return thread.run(chunk)
      },
      async close() {
        await Promise.all(threads.map((thread) => thread.close()))
      },
    }
  }
