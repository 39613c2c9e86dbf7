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
 * The right edge of each column of pixels. On a linear axis they are multiples of a column's width, so that the same points are
 * kept while the axis is moved and the line does not shimmer.
 */
function edgesOf({ from, to, columns, scale }: View): Float64Array {
  const edges = new Float64Array(scale === 'log' && from > 0 ? columns - 1 : columns)
  const width = (to - from) / columns
  const first = Math.floor(from / width)
  for (let column = 0; column < edges.length; column++) {
    edges[column] =
      scale === 'log' && from > 0 ? from * (to / from) ** ((column + 1) / columns) : (first + column + 1) * width
  }
  return edges
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
  const edges = edgesOf(view)
  const kept = new Uint32Array(5 * (edges.length + 1) + 2)
  let count = first < start ? put(kept, 0, first) : 0
  // How far apart points lie: mostly evenly, so that the next edge is found at once.
  const apart = ((x[end - 1] ?? 0) - (x[start] ?? 0)) / (end - 1 - start)
  let at = start
  for (const edge of edges) {
    if (at >= end) break
    const next = Math.min(end, boundAfter(x, edge, at, apart))
    if (next > at) count = keep(kept, count, at, next, extremes)
    at = next
  }
  if (end > at) count = keep(kept, count, at, end, extremes)
  if (last > end) count = put(kept, count, end)
  return kept.subarray(0, count)
}

/** The first index from `from` on whose x is at least `value`: looked for where it is likely, then near. */
function boundAfter(x: Float64Array, value: number, from: number, apart: number): number {
  const likely = from + Math.ceil((value - (x[from] ?? 0)) / apart)
  if (likely > from && likely < x.length && (x[likely] ?? 0) >= value && (x[likely - 1] ?? value) < value) return likely
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

/** Keeps what a column of pixels needs; answers how many are kept then. */
function keep(kept: Uint32Array, before: number, start: number, end: number, extremes: Extremes): number {
  extremes.seek(start, end)
  const { low, high, gap } = extremes
  const first = Math.min(low, high)
  const second = Math.max(low, high)
  let count = put(kept, before, start)
  if (gap >= 0 && gap <= first) count = put(kept, count, gap)
  if (first >= 0) count = put(kept, count, first)
  if (gap > first && gap <= second) count = put(kept, count, gap)
  if (second >= 0) count = put(kept, count, second)
  if (gap > second) count = put(kept, count, gap)
  return put(kept, count, end - 1)
}

function put(kept: Uint32Array, count: number, index: number): number {
  if (count > 0 && kept[count - 1] === index) return count
  kept[count] = index
  return count + 1
}
