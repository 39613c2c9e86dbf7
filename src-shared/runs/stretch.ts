import type { RunConfig, RunLength } from './config'

/** Where a batch of a run lies: in which epoch (from 0), and how many batches of that epoch come before it. */
export interface BatchPosition {
  readonly epoch: number
  readonly batch: number
}

/**
 * Steps of a run that take equally many batches each. A run has one stretch, and one more for each change of the D:G ratio. An
 * epoch goes on over the change; what is left of it at its end and fills no step is dropped.
 */
export interface Stretch {
  /** Completed steps before it. */
  readonly from: number
  /** Where its first batch lies. */
  readonly begins: BatchPosition
  /** Batches that the run took before it. */
  readonly taken: number
  readonly batchesPerEpoch: number
  readonly batchesPerStep: number
}

/** The stretch that a run over `count` images begins with. */
export const firstStretch = (
  { batchSize, batchesPerStep }: { readonly batchSize: number; readonly batchesPerStep: number },
  count: number,
): Stretch => ({
  from: 0,
  begins: { epoch: 0, batch: 0 },
  taken: 0,
  batchesPerEpoch: Math.floor(count / batchSize),
  batchesPerStep,
})

/** Steps of the epoch that a stretch begins in. */
const stepsOfFirstEpoch = ({ begins, batchesPerEpoch, batchesPerStep }: Stretch): number =>
  Math.floor((batchesPerEpoch - begins.batch) / batchesPerStep)

const stepsOfEpoch = ({ batchesPerEpoch, batchesPerStep }: Stretch): number =>
  Math.floor(batchesPerEpoch / batchesPerStep)

/**
 * Where the first batch of a step lies.
 * @param step completed steps before it, at least the stretch's first
 */
export function positionAt(stretch: Stretch, step: number): BatchPosition {
  const { from, begins, batchesPerStep } = stretch
  const done = step - from
  const first = stepsOfFirstEpoch(stretch)
  if (done < first) return { epoch: begins.epoch, batch: begins.batch + done * batchesPerStep }
  const further = done - first
  const steps = stepsOfEpoch(stretch)
  return { epoch: begins.epoch + 1 + Math.floor(further / steps), batch: (further % steps) * batchesPerStep }
}

/** The epoch that a step of the stretch belongs to, from 1. @param step its number, from 1 */
export const epochOfStep = (stretch: Stretch, step: number): number => positionAt(stretch, step - 1).epoch + 1

/** Whether an epoch ends with a step of the stretch. @param step its number, from 1 */
export const endsEpoch = (stretch: Stretch, step: number): boolean => positionAt(stretch, step).batch === 0

/**
 * The stretch from a step on with another number of batches a step, at most `batchesPerEpoch`. Where the rest of the epoch in
 * progress fills no such step, that epoch ends (`cut`).
 * @param step completed steps before it
 */
export function nextStretch(
  stretch: Stretch,
  step: number,
  batchesPerStep: number,
): { readonly stretch: Stretch; readonly cut: boolean } {
  const { epoch, batch } = positionAt(stretch, step)
  const cut = batch > 0 && stretch.batchesPerEpoch - batch < batchesPerStep
  return {
    cut,
    stretch: {
      ...stretch,
      from: step,
      begins: cut ? { epoch: epoch + 1, batch: 0 } : { epoch, batch },
      taken: stretch.taken + (step - stretch.from) * stretch.batchesPerStep,
      batchesPerStep,
    },
  }
}

/** The length of a run that is in this stretch, if no further one comes. */
export function lengthOf(stretch: Stretch, { unit, count }: RunConfig['duration']): RunLength {
  const stepsPerEpoch = stepsOfEpoch(stretch)
  if (unit === 'steps') {
    return { stepsPerEpoch, steps: count, epochs: epochOfStep(stretch, Math.max(count, stretch.from + 1)) }
  }
  const further = count - stretch.begins.epoch - 1
  const steps = stretch.from + (further < 0 ? 0 : stepsOfFirstEpoch(stretch) + further * stepsPerEpoch)
  return { stepsPerEpoch, steps, epochs: count }
}
