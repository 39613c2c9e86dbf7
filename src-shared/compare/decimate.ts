import type { Extremes } from './extremes'

/** A series: `y[i]` at `x[i]`, x never decreasing; a y that is not finite is a gap. */
export interface Curve {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** The part of the x axis that is drawn. */
export interface View {
  readonly from: number
  readonly to: number
  /** Columns of pixels, at least 1. */
  readonly columns: number
  readonly scale: 'linear' | 'log'
}

/** The first index whose x is at least `value`; the length where there is none. */
export function lowerBound(x: Float64Array, value: number): number {
  let [low, high] = [0, x.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((x[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The left edges of the columns of pixels. On a linear axis they are multiples of a column's width, so that the same points are
 * kept while the axis is moved and the line does not shimmer.
 */
function edgesOf({ from, to, columns, scale }: View): number[] {
  if (scale === 'log' && from > 0) {
    return Array.from({ length: columns }, (_, column) => from * (to / from) ** (column / columns))
  }
  const width = (to - from) / columns
  const first = Math.floor(from / width)
  return Array.from({ length: columns + 1 }, (_, column) => (first + column) * width)
}

/**
 * The indexes, in increasing order, of the points of a curve that its line goes through on a screen: of each column of pixels the
 * first, the last, the smallest and the largest (M4, Jugel et al., “M4: A Visualization-Oriented Time Series Data Aggregation”,
 * VLDB 2014), and the first gap. Drawn, they cover the same pixels as all points. One point on either side of the view belongs
 * to it, so that lines reach its border.
 *
 * @param extremes of the curve's y
 */
export function decimate({ x }: Curve, extremes: Extremes, view: View): Uint32Array {
  const [start, end] = [lowerBound(x, view.from), upperBound(x, view.to)]
  const [first, last] = [Math.max(0, start - 1), Math.min(x.length, end + 1)]
  if (end - start <= 4 * view.columns || !(view.to > view.from)) {
    return Uint32Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  }
  const kept: number[] = first < start ? [first] : []
  let at = start
  for (const edge of edgesOf(view).slice(1)) {
    const next = Math.min(end, Math.max(at, lowerBound(x, edge)))
    if (next > at) keep(kept, at, next, extremes)
    at = next
  }
  if (end > at) keep(kept, at, end, extremes)
  if (last > end) kept.push(end)
  return Uint32Array.from(kept)
}

/** The first index whose x is larger than `value`. */
function upperBound(x: Float64Array, value: number): number {
  let at = lowerBound(x, value)
  while (at < x.length && x[at] === value) at++
  return at
}

function keep(kept: number[], start: number, end: number, extremes: Extremes): void {
  const { low = start, high = start, gap = start } = extremes.between(start, end)
  const found = [start, low, high, gap, end - 1].sort((a, b) => a - b)
  for (const index of found) if (kept.at(-1) !== index) kept.push(index)
}
