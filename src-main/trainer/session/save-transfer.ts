import type { SaveJob } from './saves'

const arraysOf = (job: SaveJob): Float32Array[] =>
  job.type === 'sample'
    ? [job.values]
    : [job.snapshot.state, ...Object.values(job.snapshot.optimisers).map(({ slots }) => slots)].flatMap((arrays) =>
        Object.values(arrays),
      )

/** The memory of a job that can go to another thread without a copy: that which belongs to one array alone. */
export function transfersOf(job: SaveJob): ArrayBuffer[] {
  const owned = new Set<ArrayBuffer>()
  for (const { buffer, byteLength } of arraysOf(job)) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) owned.add(buffer)
  }
  return [...owned]
}
