import type { RunStyle } from '../ui/run-style'
import { type AxisScale, placed, type XRange } from './axis'

/** A line of a chart: values at rising x; NaN where a value was not finite (drawn as a gap). */
export interface ChartSeries {
  readonly id: string
  readonly label: string
  readonly style: RunStyle
  readonly xs: Float64Array
  readonly values: Float64Array
  /** Drawn faint under the line: what the line was smoothed from. Its x where they are others than the line's. */
  readonly raw?: Float64Array
  readonly rawXs?: Float64Array
  /** An area around the line, at its x. */
  readonly band?: { readonly low: Float64Array; readonly high: Float64Array }
  /** That the values were smoothed from others that are not here. */
  readonly derived?: boolean
  /** Every value is drawn as a point too: for series of few values. */
  readonly points?: boolean
}

/** A horizontal line worth drawing. */
export interface ReferenceLine {
  readonly value: number
  readonly label: string
}

/**
 * Something that happened at an x. With the id of a line it is a small sign on that line, with its words while the line stands
 * out; else a vertical line with words at its top.
 */
export interface ChartMark {
  readonly step: number
  readonly label: string
  readonly tone: 'bad' | 'warn' | 'ok' | 'quiet'
  readonly line?: string
}

/** Values for a chart; null becomes NaN. */
export function floatsOf(values: readonly (number | null)[]): Float64Array {
  const floats = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) floats[i] = values[i] ?? Number.NaN
  return floats
}

/** The index of the first element of a rising list that is at least `wanted`; the length if there is none. */
export function firstAtLeast(rising: ArrayLike<number>, wanted: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? Number.POSITIVE_INFINITY) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** The indices from and to before which a line is drawn over a range: one point beyond each end, so that it reaches the edge. */
export function indicesIn(xs: Float64Array, { min, max }: XRange): readonly [number, number] {
  return [Math.max(0, firstAtLeast(xs, min) - 1), Math.min(xs.length, firstAtLeast(xs, max) + 1)]
}

/** The index of a line's value at x or the nearest x before it; undefined before its first x or after its last. */
export function indexAt(xs: Float64Array, x: number): number | undefined {
  const last = xs.at(-1)
  if (last === undefined || x > last) return undefined
  const after = firstAtLeast(xs, x)
  const at = xs[after] === x ? after : after - 1
  return at < 0 ? undefined : at
}

/** The value of a line at x or the nearest x before it (NaN where it is not finite); undefined outside of the line. */
export function valueAt({ xs, values }: Pick<ChartSeries, 'xs' | 'values'>, x: number): number | undefined {
  const at = indexAt(xs, x)
  return at === undefined ? undefined : values[at]
}

/** The ends of the x axis over all lines, of what its scale can show; null if they hold no such points. */
export function extentOf(series: readonly Pick<ChartSeries, 'xs'>[], scale: AxisScale = 'linear'): XRange | null {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { xs } of series) {
    const first = scale === 'linear' ? xs[0] : xs[firstAtLeast(xs, Number.MIN_VALUE)]
    const last = xs.at(-1)
    if (first === undefined || last === undefined) continue
    min = Math.min(min, first)
    max = Math.max(max, last)
  }
  return min <= max && Number.isFinite(placed(min, scale)) ? { min, max } : null
}
