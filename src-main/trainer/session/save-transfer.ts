import type { SaveJob } from './saves'

function arraysOf(job: SaveJob): Float32Array[] {
  switch (job.type) {
    case 'sample':
      return job.pictures.flatMap(({ batches }) => batches)
    case 'checkpoint': {
      const { state, optimisers } = job.snapshot
      return [state, ...Object.values(optimisers).map(({ slots }) => slots)].flatMap((arrays) => Object.values(arrays))
    }
    case 'pin':
      return []
  }
}

/** The memory of a job that can go to another thread without a copy: that which belongs to one array alone. */
export function transfersOf(job: SaveJob): ArrayBuffer[] {
  const owned = new Set<ArrayBuffer>()
  for (const { buffer, byteLength } of arraysOf(job)) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) owned.add(buffer)
  }
  return [...owned]
}
