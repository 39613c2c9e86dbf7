import type { PlannedChange } from '../runs/change'
import type { AxisKnots } from './axes'

/**
 * Real images that a run's steps took, by step: straight, with a knot at each change of the batches that a step takes.
 * @param step completed steps
 */
export function imagesByStep(
  batchSize: number,
  batchesPerStep: number,
  changes: readonly PlannedChange[],
  step: number,
): AxisKnots {
  const steps = [0]
  const values = [0]
  let [at, images, batches] = [0, 0, batchesPerStep]
  const advance = (to: number) => {
    images += (to - at) * batchSize * batches
    at = to
    steps.push(to)
    values.push(images)
  }
  for (const { step: changed, change } of changes) {
    if (change.setting !== 'discriminatorSteps' || changed >= step) continue
    if (changed > at) advance(changed)
    batches = change.value
  }
  if (step > at || steps.length < 2) advance(Math.max(step, at + 1))
  return { steps, values }
}
