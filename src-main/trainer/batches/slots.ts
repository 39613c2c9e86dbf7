import { sizeOf } from '@shared/architecture/layer'
import type { FeedArrays } from '../compute/engine'
import type { PhasePlan } from './plan'

/** Every feed starts on a cache line. */
const LINE = 64

const bytesOf = ({ shape, type }: PhasePlan['feeds'][number]): number => {
  const bytes = sizeOf(shape) * (type === 'uint8' ? 1 : 4)
  return Math.ceil(bytes / LINE) * LINE
}

/** Bytes that hold the feeds of one update of any of the phases. */
export const slotBytes = (phases: readonly PhasePlan[]): number =>
  Math.max(LINE, ...phases.map(({ feeds }) => feeds.reduce((sum, feed) => sum + bytesOf(feed), 0)))

/** The feeds of a phase as views of a slot that begins at `start`. */
function viewsOf({ feeds }: PhasePlan, memory: ArrayBufferLike, start: number): FeedArrays {
  let at = start
  return Object.fromEntries(
    feeds.map((feed) => {
      const size = sizeOf(feed.shape)
      const view = feed.type === 'uint8' ? new Uint8Array(memory, at, size) : new Float32Array(memory, at, size)
      at += bytesOf(feed)
      return [feed.name, view]
    }),
  )
}

/** For each of `count` slots that follow each other in `memory`, the feeds of every phase by its name. */
export function slotViews(
  phases: readonly PhasePlan[],
  memory: ArrayBufferLike,
  count: number,
): readonly ReadonlyMap<string, FeedArrays>[] {
  const bytes = slotBytes(phases)
  return Array.from(
    { length: count },
    (_, slot) => new Map(phases.map((phase) => [phase.name, viewsOf(phase, memory, slot * bytes)])),
  )
}

/** Copies feeds into buffers of the same names, types and sizes. */
export function copyFeeds(from: FeedArrays, to: FeedArrays): void {
  for (const [name, values] of Object.entries(from)) {
    const buffer = to[name]
    if (buffer === undefined) throw new Error(`There is no buffer for the feed “${name}”`)
    buffer.set(values)
  }
}
