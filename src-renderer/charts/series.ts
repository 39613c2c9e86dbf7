import type { RunStyle } from '../ui/run-style'

/** A line of a chart: values at increasing x, null where a value was not finite (drawn as a gap). */
export interface ChartSeries {
  readonly id: string
  readonly label: string
  readonly style: RunStyle
  readonly steps: readonly number[]
  readonly values: readonly (number | null)[]
  /** Drawn faint under the line: what the line was smoothed from, at the same steps. */
  readonly raw?: readonly (number | null)[]
  /** Every value is drawn as a point too: for series of few values. */
  readonly points?: boolean
}

/** A horizontal line worth drawing. */
export interface ReferenceLine {
  readonly value: number
  readonly label: string
}

/** Something that happened at a step: a vertical line with a word at its top. */
export interface ChartMark {
  readonly step: number
  readonly label: string
  readonly tone: 'bad' | 'warn' | 'ok' | 'quiet'
}

/** A part of the x axis. */
export interface XRange {
  readonly min: number
  readonly max: number
}

/** A point as chart.js takes it; NaN breaks the line. */
export interface ChartPoint {
  readonly x: number
  readonly y: number
}

/** The index of the first element of a rising list that is at least `wanted`; the length if there is none. */
export function firstAtLeast(rising: readonly number[], wanted: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? Number.POSITIVE_INFINITY) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The points of a line over a range of x (all with null), at most about four for each of `columns` pixels: of the points
 * in a column the first, the smallest, the largest and the last stay, so that the line looks as with all of them, and one
 * that is not finite stays as a gap. One point beyond each end of the range stays too, so that the line reaches the edge.
 */
export function visiblePoints(
  steps: readonly number[],
  values: readonly (number | null)[],
  range: XRange | null,
  columns: number,
): ChartPoint[] {
  const from = range ? Math.max(0, firstAtLeast(steps, range.min) - 1) : 0
  const to = range ? Math.min(steps.length, firstAtLeast(steps, range.max) + 1) : steps.length
  const point = (i: number): ChartPoint => ({ x: steps[i] ?? 0, y: values[i] ?? Number.NaN })
  const count = to - from
  const out: ChartPoint[] = []
  if (count <= columns * 4) {
    for (let i = from; i < to; i++) out.push(point(i))
    return out
  }
  for (let column = 0; column < columns; column++) {
    const begin = from + Math.floor((column * count) / columns)
    const end = from + Math.floor(((column + 1) * count) / columns)
    for (const i of keptOf(values, begin, end)) out.push(point(i))
  }
  return out
}

/** Rising indices of what stays of the values from `begin` to before `end`. */
function keptOf(values: readonly (number | null)[], begin: number, end: number): number[] {
  let [smallest, largest, gap] = [-1, -1, -1]
  for (let i = begin; i < end; i++) {
    const value = values[i] ?? null
    if (value === null) {
      gap = i
      continue
    }
    if (smallest < 0 || value < (values[smallest] ?? 0)) smallest = i
    if (largest < 0 || value > (values[largest] ?? 0)) largest = i
  }
  return [...new Set([begin, smallest, largest, gap, end - 1])].filter((i) => i >= 0).sort((a, b) => a - b)
}

/** The value of a line at x or the nearest step before it; undefined before its first step or after its last. */
export function valueAt(series: Pick<ChartSeries, 'steps' | 'values'>, x: number): number | null | undefined {
  const last = series.steps.at(-1)
  if (last === undefined || x > last) return undefined
  const after = firstAtLeast(series.steps, x)
  return series.values[series.steps[after] === x ? after : after - 1]
}

/** The ends of the x axis over all lines; null if they hold no points. */
export function extentOf(series: readonly Pick<ChartSeries, 'steps'>[]): XRange | null {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { steps } of series) {
    min = Math.min(min, steps[0] ?? min)
    max = Math.max(max, steps.at(-1) ?? max)
  }
  return min <= max ? { min, max } : null
}

/** The range that reaches over both; null where there is neither. */
export function unionOf(a: XRange | null, b: XRange | null): XRange | null {
  if (a === null || b === null) return a ?? b
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}
