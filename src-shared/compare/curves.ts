import { z } from 'zod'
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

/** Bytes that cross a port as they are: a `Blob`, of which nothing but this is used. */
export interface Bytes {
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

const isBytes = (value: unknown): value is Bytes =>
  typeof value === 'object' && value !== null && 'arrayBuffer' in value && typeof value.arrayBuffer === 'function'

/** Curves of many runs: heads, and all of their numbers in the same order as little-endian float64. */
export const PackedCurves = z.object({
  heads: z.array(CurveHead),
  axes: z.array(RunAxes),
  data: z.custom<Bytes>(isBytes),
})
export type PackedCurves = z.infer<typeof PackedCurves>

/** A series of a run: its x are steps. */
export interface RunCurve extends Curve {
  readonly run: string
  readonly name: string
}

function isConsecutive(steps: Float64Array): boolean {
  const first = steps[0] ?? 0
  for (let index = 0; index < steps.length; index++) if (steps[index] !== first + index) return false
  return true
}

function consecutive(first: number, count: number): Float64Array {
  const steps = new Float64Array(count)
  for (let index = 0; index < count; index++) steps[index] = first + index
  return steps
}

/** Heads and numbers of curves. */
export function packCurves(curves: readonly RunCurve[]): { heads: CurveHead[]; numbers: Float64Array<ArrayBuffer> } {
  const parts: Float64Array[] = []
  const heads = curves.map(({ run, name, x, y }) => {
    const even = isConsecutive(x)
    if (!even) parts.push(x)
    parts.push(y)
    return { run, name, count: y.length, first: even ? (x[0] ?? 0) : null }
  })
  const numbers = new Float64Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    numbers.set(part, at)
    at += part.length
  }
  return { heads, numbers }
}

/** The curves of an answer; they share its memory, and those of the same consecutive steps their x. @throws RangeError where the data is shorter than the heads say */
export async function unpackCurves({ heads, data }: Omit<PackedCurves, 'axes'>): Promise<RunCurve[]> {
  const buffer = await data.arrayBuffer()
  let at = 0
  const take = (count: number): Float64Array => {
    const part = new Float64Array(buffer, at, count)
    at += part.byteLength
    return part
  }
  const shared = new Map<string, Float64Array>()
  const stepsFrom = (first: number, count: number): Float64Array => {
    const key = `${first} ${count}`
    const steps = shared.get(key) ?? consecutive(first, count)
    shared.set(key, steps)
    return steps
  }
  return heads.map(({ run, name, count, first }) => {
    const x = first === null ? take(count) : stepsFrom(first, count)
    return { run, name, x, y: take(count) }
  })
}
