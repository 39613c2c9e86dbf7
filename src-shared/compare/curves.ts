import { z } from 'zod'
import { ConsecutiveSteps } from '../runs/steps'
import { RunAxes } from './axes'
import type { Curve } from './decimate'

/** One series of one run as it is sent: what it is, and how many numbers of the data belong to it. */
export const CurveHead = z.object({
  run: z.string(),
  name: z.string(),
  count: z.int().nonnegative(),
  /** The first step where the steps are consecutive; null where the data has them before the values. */
  first: z.int().nonnegative().nullable(),
})
export type CurveHead = z.infer<typeof CurveHead>

/** Curves of many runs: heads, and all of their numbers in the same order. The port clones the numbers as they are. */
export const PackedCurves = z.object({
  heads: z.array(CurveHead),
  axes: z.array(RunAxes),
  numbers: z.instanceof(Float64Array),
})
export type PackedCurves = z.infer<typeof PackedCurves>

/** A series of a run: its x are steps. */
export interface RunCurve extends Curve {
  readonly run: string
  readonly name: string
}

/** A series whose values are in pieces, one after the other. */
export type CurveParts = Omit<RunCurve, 'y'> & { readonly y: readonly Float64Array[] }

function isConsecutive(steps: Float64Array): boolean {
  const first = steps[0] ?? 0
  for (let index = 0; index < steps.length; index++) if (steps[index] !== first + index) return false
  return true
}

/** Heads and numbers of curves. */
export function packCurves(curves: readonly (RunCurve | CurveParts)[]): {
  heads: CurveHead[]
  numbers: Float64Array<ArrayBuffer>
} {
  const parts: Float64Array[] = []
  // Curves of the same steps may share their x: each is looked at once.
  const looked = new Map<Float64Array, boolean>()
  const heads = curves.map(({ run, name, x, y }) => {
    const even = looked.get(x) ?? isConsecutive(x)
    looked.set(x, even)
    if (!even) parts.push(x)
    if (y instanceof Float64Array) parts.push(y)
    else parts.push(...y)
    return { run, name, count: x.length, first: even ? (x[0] ?? 0) : null }
  })
  const numbers = new Float64Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    numbers.set(part, at)
    at += part.length
  }
  return { heads, numbers }
}

/** The curves of an answer; they share its memory, and those of the same consecutive steps their x. @throws RangeError where there are fewer numbers than the heads say */
export function unpackCurves({ heads, numbers }: Omit<PackedCurves, 'axes'>): RunCurve[] {
  let at = 0
  const take = (count: number): Float64Array => {
    if (at + count > numbers.length) throw new RangeError('there are fewer numbers than the heads say')
    at += count
    return numbers.subarray(at - count, at)
  }
  const steps = new ConsecutiveSteps()
  return heads.map(({ run, name, count, first }) => {
    const x = first === null ? take(count) : steps.of(first, count)
    return { run, name, x, y: take(count) }
  })
}
