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
    const next = Math.min(end, boundAfter(x, edge, at))
    if (next > at) keep(kept, at, next, extremes)
    at = next
  }
  if (end > at) keep(kept, at, end, extremes)
  if (last > end) kept.push(end)
  return Uint32Array.from(kept)
}

/** The first index from `from` on whose x is at least `value`: near ones are found in few looks. */
function boundAfter(x: Float64Array, value: number, from: number): number {
  let [low, reach] = [from, 1]
  while (low + reach < x.length && (x[low + reach] ?? Number.POSITIVE_INFINITY) < value) {
    low += reach
    reach *= 2
  }
  let high = Math.min(x.length, low + reach)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((x[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The first index whose x is larger than `value`. */
function upperBound(x: Float64Array, value: number): number {
  let at = lowerBound(x, value)
  while (at < x.length && x[at] === value) at++
  return at
}

function keep(kept: number[], start: number, end: number, extremes: Extremes): void {
  const { low = start, high = start, gap = start } = extremes.between(start, end)
  // In order without a sort: this is done for tens of thousands of columns in a frame.
  const [first, second] = low < high ? [low, high] : [high, low]
  add(kept, start)
  if (gap <= first) add(kept, gap)
  add(kept, first)
  if (gap > first && gap <= second) add(kept, gap)
  add(kept, second)
  if (gap > second) add(kept, gap)
  add(kept, end - 1)
}

function add(kept: number[], index: number): void {
  if (kept[kept.length - 1] !== index) kept.push(index)
}
