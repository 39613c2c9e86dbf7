import { StudioError } from '@shared/contract/errors'
import { imagesPerStep } from '@shared/families/registry'
import type { Cadence } from '@shared/runs/common-config'
import { type RunConfig, type RunLength, runLength } from '@shared/runs/config'
import type { Progress } from '@shared/runs/run'
import { endsEpoch, positionAt, type Stretch } from '@shared/runs/stretch'

/** Whether something of this cadence is due after a step of a stretch. @param step its number, from 1 */
export function isDue({ unit, every }: Cadence, step: number, stretch: Stretch): boolean {
  if (unit === 'steps') return step % every === 0
  return endsEpoch(stretch, step) && positionAt(stretch, step).epoch % every === 0
}

/** The length of a run over `count` images. @throws StudioError `INVALID_CONFIG` where not one step's batches fit into the dataset */
export function requireLength(config: RunConfig, count: number): RunLength {
  const length = runLength(config, count)
  if (length.stepsPerEpoch > 0) return length
  const needed = imagesPerStep(config)
  throw new StudioError('INVALID_CONFIG', `One step needs ${needed} images, and the dataset has ${count}.`, {
    safe: 'Nothing was started.',
    next: 'Make the batch smaller, or choose a larger dataset.',
    problems: [{ path: 'batchSize', message: `must be at most ${Math.floor((count * config.batchSize) / needed)}` }],
  })
}

/** How far a run is after `step` steps, which have completed `epoch` epochs. */
export function progressOf(
  { steps, stepsPerEpoch, epochs }: RunLength,
  epoch: number,
  step: number,
  imagesPerStep: number,
  imagesPerSecond: number | null,
): Progress {
  const imagesLeft = (steps - step) * imagesPerStep
  return {
    step,
    steps,
    stepsPerEpoch,
    epoch,
    epochs,
    imagesPerSecond,
    secondsLeft: imagesLeft === 0 ? 0 : imagesPerSecond === null ? null : imagesLeft / imagesPerSecond,
  }
}
