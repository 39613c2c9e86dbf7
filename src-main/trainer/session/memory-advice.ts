import { batchFor, memoryNeed, memoryOf } from '@shared/compute/memory'
import { StudioError } from '@shared/contract/errors'
import type { RunConfig } from '@shared/runs/config'

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`

/** A batch that is worth a try: the one that should fit, or half of one that did not although it should have. */
function smallerBatch(fitting: number, batchSize: number): number {
  return Math.max(1, Math.min(fitting, Math.floor(batchSize / 2)))
}

/** Whether a failure is one of memory: an engine's own, or that of JavaScript, which knows no other word for it. */
const isOfMemory = (error: unknown): error is Error =>
  (error instanceof StudioError && error.code === 'OUT_OF_MEMORY') ||
  (error instanceof RangeError && /allocation failed|invalid array buffer length/i.test(error.message))

/**
 * A failure of memory with advice: what the run takes by estimate, and which batch would fit. Every other failure is left as it is.
 * @param free bytes that were free before the run was prepared
 */
export function withMemoryAdvice(error: unknown, config: RunConfig, free: number): unknown {
  if (!isOfMemory(error)) return error
  const need = memoryNeed(config)
  const { batchSize } = config
  const fitting = batchFor(need, free)
  const takes = `With a batch of ${batchSize} this run takes about ${gigabytes(memoryOf(need, batchSize))}; ${gigabytes(free)} were free.`
  const next =
    fitting === 0 || batchSize === 1
      ? 'Start a run with smaller networks, or close other programs and resume; another engine may have memory of its own.'
      : `Start a run with a batch of ${smallerBatch(fitting, batchSize)}, or close other programs and resume; another engine may have memory of its own.`
  const failure = error instanceof StudioError ? error.failure : undefined
  return new StudioError(
    'OUT_OF_MEMORY',
    error instanceof StudioError ? error.message : 'The memory of this machine is not enough.',
    {
      safe: failure?.safe ?? 'Checkpoints and samples from before are kept.',
      next: `${takes} ${next}`,
      details: failure?.details ?? error.message,
    },
  )
}

/** What to warn of before a run that takes more memory than this computer has; undefined where it should fit. */
export function memoryWarning(config: RunConfig, total: number): string | undefined {
  const need = memoryNeed(config)
  const bytes = memoryOf(need, config.batchSize)
  if (bytes <= total) return undefined
  const fitting = batchFor(need, total)
  const advice = fitting === 0 ? 'Smaller networks would fit.' : `A batch of ${fitting} would fit.`
  return `This run takes about ${gigabytes(bytes)} of memory, and this computer has ${gigabytes(total)}. ${advice}`
}
