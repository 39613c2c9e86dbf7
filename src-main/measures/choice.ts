import { StudioError } from '@shared/contract/errors'
import type { CheckpointChoice } from '@shared/contract/measures'
import type { QuantityName } from '@shared/measures/measure'
import { bestOf } from '@shared/measures/measured-value'
import type { Checkpoint, Run } from '@shared/runs/run'

function unknown(message: string, next: string, nearest: string[] = []): StudioError {
  return new StudioError('UNKNOWN_CHECKPOINT', message, { safe: 'Nothing has been changed.', next, nearest })
}

const noneYet = (id: string): StudioError =>
  unknown(`The run ${id} has no checkpoint yet`, 'Train it until its first checkpoint, or stop it: that saves one.')

/** The kept checkpoint of a step. @throws StudioError `UNKNOWN_CHECKPOINT` with the steps that are kept */
export function checkpointOf({ id, checkpoints }: Pick<Run, 'id' | 'checkpoints'>, step: number): Checkpoint {
  const found = checkpoints.find((checkpoint) => checkpoint.step === step)
  if (found !== undefined) return found
  if (checkpoints.length === 0) throw noneYet(id)
  const steps = checkpoints.map((checkpoint) => `${checkpoint.step}`)
  throw unknown(`The run ${id} has no checkpoint of step ${step}`, `Choose one of ${steps.join(', ')}.`, steps)
}

/**
 * The checkpoints of a run that are meant, in the order of their steps.
 * @param quantity by which the best one is found
 * @throws StudioError `UNKNOWN_CHECKPOINT`
 */
export function chosenCheckpoints(
  run: Pick<Run, 'id' | 'checkpoints' | 'measuredValues'>,
  choice: CheckpointChoice,
  quantity: QuantityName,
): Checkpoint[] {
  const { id, checkpoints, measuredValues } = run
  const newest = checkpoints.at(-1)
  if (newest === undefined) throw noneYet(id)
  switch (choice) {
    case 'newest':
      return [newest]
    case 'all':
      return [...checkpoints]
    case 'best': {
      const best = bestOf(measuredValues, quantity, new Set(checkpoints.map(({ name }) => name)))
      const found = checkpoints.filter(({ name }) => name === best?.checkpoint)
      if (found.length > 0) return found
      throw unknown(`No checkpoint of the run ${id} has a ${quantity} yet`, 'Measure all its checkpoints first.')
    }
    default:
      return [checkpointOf(run, choice)]
  }
}
