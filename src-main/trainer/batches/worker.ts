import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { toStoredFailure } from '@shared/contract/errors'
import { UpdateFiller } from './fill'
import { openImages } from './images'
import { UpdateCursor } from './plan'
import { RingWriter, SLOTS } from './ring'
import { slotViews } from './slots'
import type { FeedJob, FeedNews, ReadJob } from './worker-feeds'

// Started as a thread by `worker-feeds.ts`: fills the feeds of the updates to come while the engine is at work.

const tell = (news: FeedNews) => parentPort?.postMessage(news)

function work({ plan, firstStep, slots, ring, inMemory }: FeedJob): void {
  const images = openImages(plan.images, inMemory)
  try {
    tell({ type: 'opened' })
    const filler = new UpdateFiller(plan, images)
    const writer = new RingWriter(ring)
    const cursor = new UpdateCursor(plan.phases, firstStep)
    const views = slotViews(plan.phases, slots, SLOTS)
    for (let slot = writer.free(); slot !== undefined; slot = writer.free()) {
      const buffers = views[slot]?.get(cursor.phase.name)
      if (buffers === undefined) throw new RangeError(`There is no slot ${slot}`)
      filler.fill(cursor, buffers)
      if (writer.filled()) tell({ type: 'filled' })
      cursor.advance()
    }
  } finally {
    images.close()
  }
}

/** Reads a file once, so that the system has it in its cache. */
function readThrough(file: string): void {
  const handle = openSync(file, 'r')
  try {
    const piece = new Uint8Array(2 ** 22)
    while (readSync(handle, piece) > 0);
  } finally {
    closeSync(handle)
  }
}

const job: FeedJob | ReadJob = workerData
try {
  if ('readThrough' in job) job.readThrough.forEach(readThrough)
  else work(job)
} catch (error) {
  tell({ type: 'failed', failure: toStoredFailure(error) })
}
