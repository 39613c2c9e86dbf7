import type { StepBatch } from '@shared/runs/run'

/** Values of one metric at increasing steps; null where a value was not finite. */
export interface Trace {
  readonly steps: readonly number[]
  readonly values: readonly (number | null)[]
}

export const emptyTrace: Trace = { steps: [], values: [] }

/** The last step of a trace, 0 if it is empty. */
export const lastStepOf = (trace: Trace): number => trace.steps.at(-1) ?? 0

/**
 * The trace with at most `limit` points (limit ≥ 4). It is cut into equal runs of points of which the smallest, the
 * largest and one that is not finite are kept, so that no spike and no gap is lost; so are both ends.
 */
export function thinTrace(trace: Trace, limit: number): Trace {
  const { steps, values } = trace
  if (steps.length <= limit) return trace
  const buckets = Math.max(1, Math.floor((limit - 2) / 3))
  const kept = new Set([0, steps.length - 1])
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * steps.length) / buckets)
    const to = Math.floor(((bucket + 1) * steps.length) / buckets)
    let [smallest, largest, gap] = [-1, -1, -1]
    for (let i = from; i < to; i++) {
      const value = values[i]
      if (value === null || value === undefined) {
        if (gap < 0) gap = i
        continue
      }
      if (smallest < 0 || value < (values[smallest] ?? 0)) smallest = i
      if (largest < 0 || value > (values[largest] ?? 0)) largest = i
    }
    for (const index of [smallest, largest, gap]) if (index >= 0) kept.add(index)
  }
  const order = [...kept].sort((a, b) => a - b)
  return { steps: order.map((i) => steps[i] ?? 0), values: order.map((i) => values[i] ?? null) }
}

/** The trace with the values of consecutive steps put after it; steps that it has already are left out. */
export function appendSteps(trace: Trace, firstStep: number, values: readonly (number | null)[], limit: number): Trace {
  const known = lastStepOf(trace)
  const skip = Math.max(0, known - firstStep + 1)
  if (skip >= values.length) return trace
  const fresh = values.slice(skip)
  const grown: Trace = {
    steps: [...trace.steps, ...fresh.map((_, i) => firstStep + skip + i)],
    values: [...trace.values, ...fresh],
  }
  // Thinned to half, so that this is rare and not done for every batch.
  return grown.steps.length > limit ? thinTrace(grown, Math.floor(limit / 2)) : grown
}

/** The trace up to and including a step. */
export function truncateTrace(trace: Trace, step: number): Trace {
  const end = trace.steps.findIndex((at) => at > step)
  return end < 0 ? trace : { steps: trace.steps.slice(0, end), values: trace.values.slice(0, end) }
}

/** The last step of a batch. */
export function lastStepOfBatch(batch: StepBatch): number {
  const longest = Math.max(0, ...Object.values(batch.series).map((values) => values?.length ?? 0))
  return batch.firstStep + longest - 1
}
