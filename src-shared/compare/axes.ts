import { z } from 'zod'

/** What the x axis of a curve may be. */
export const axisNames = ['step', 'epoch', 'images', 'time'] as const
export type AxisName = (typeof axisNames)[number]

/** A quantity that grows with the steps, known at some of them and straight between: `values[i]` at `steps[i]`, both growing. */
export const AxisKnots = z.object({
  steps: z.array(z.number().nonnegative()),
  values: z.array(z.number().nonnegative()),
})
export type AxisKnots = z.infer<typeof AxisKnots>

/** How a run's steps lie on the other axes; null where that is not known. Time is seconds of training. */
export const RunAxes = z.object({
  run: z.string(),
  epoch: AxisKnots.nullable(),
  images: AxisKnots.nullable(),
  time: AxisKnots.nullable(),
})
export type RunAxes = z.infer<typeof RunAxes>

/** The value at a step: straight between knots, and on with the slope of the last two after them; 0 without two knots. */
export function atStep({ steps, values }: AxisKnots, step: number): number {
  const index = segmentOf(steps, step, 0)
  return along({ steps, values }, index, step)
}

function segmentOf(steps: readonly number[], step: number, from: number): number {
  let index = from
  while (index + 2 < steps.length && (steps[index + 1] ?? Number.POSITIVE_INFINITY) < step) index++
  return index
}

function along({ steps, values }: AxisKnots, index: number, step: number): number {
  const [left, right] = [steps[index] ?? 0, steps[index + 1] ?? 0]
  const [before, after] = [values[index] ?? 0, values[index + 1] ?? 0]
  return right === left ? before : before + ((after - before) * (step - left)) / (right - left)
}

/** Increasing steps on another axis; undefined where that is not known of the run. */
export function onAxis(steps: Float64Array, axis: AxisName, axes: RunAxes): Float64Array | undefined {
  if (axis === 'step') return steps
  const knots = axes[axis]
  if (knots === null || knots.steps.length < 2) return undefined
  const result = new Float64Array(steps.length)
  let segment = 0
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] ?? 0
    segment = segmentOf(knots.steps, step, segment)
    result[index] = along(knots, segment, step)
  }
  return result
}

/** The step at which an axis has a value, as `atStep` backwards. */
export function stepAt({ steps, values }: AxisKnots, value: number): number {
  return atStep({ steps: values, values: steps }, value)
}
