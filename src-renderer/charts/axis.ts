/** A part of the x axis. */
export interface XRange {
  readonly min: number
  readonly max: number
}

export type AxisScale = 'linear' | 'logarithmic'

/** The x that a hand at `x` means: steps and images are whole, epochs and seconds are not. */
export const pointedX = (x: number, whole: boolean): number => (whole ? Math.round(x) : x)

/** A value as the axis places it: itself, or its logarithm. Not finite for what a logarithmic axis cannot show. */
export const placed = (value: number, scale: AxisScale): number => (scale === 'linear' ? value : Math.log10(value))

const unplaced = (place: number, scale: AxisScale): number => (scale === 'linear' ? place : 10 ** place)

/** The smallest share of an axis that can be zoomed to. */
const CLOSEST = 1e-5

/** A range kept inside the extent, at its own width; null once it covers all of it. */
function within(range: XRange, extent: XRange, scale: AxisScale): XRange | null {
  const [low, high] = [placed(extent.min, scale), placed(extent.max, scale)]
  let [from, to] = [placed(range.min, scale), placed(range.max, scale)]
  if (to - from >= (high - low) * (1 - 1e-9)) return null
  if (from < low) [from, to] = [low, to + (low - from)]
  if (to > high) [from, to] = [from - (to - high), high]
  return { min: unplaced(from, scale), max: unplaced(to, scale) }
}

/**
 * The range after a zoom by `factor` (below 1 comes closer) that leaves `at` where it is on the screen.
 *
 * @param range what is shown; null for the whole extent. The answer is alike.
 */
export function zoomedAt(
  range: XRange | null,
  extent: XRange,
  scale: AxisScale,
  at: number,
  factor: number,
): XRange | null {
  const shown = range ?? extent
  const [from, to, fixed] = [placed(shown.min, scale), placed(shown.max, scale), placed(at, scale)]
  const least = (placed(extent.max, scale) - placed(extent.min, scale)) * CLOSEST
  const by = Math.max(factor, least / Math.max(to - from, Number.MIN_VALUE))
  if (!Number.isFinite(by) || !Number.isFinite(fixed)) return range
  return within(
    { min: unplaced(fixed - (fixed - from) * by, scale), max: unplaced(fixed + (to - fixed) * by, scale) },
    extent,
    scale,
  )
}

/** The range moved by a share of its own width (positive to the right), no further than the extent reaches. */
export function movedBy(range: XRange | null, extent: XRange, scale: AxisScale, share: number): XRange | null {
  if (range === null) return null
  const [from, to] = [placed(range.min, scale), placed(range.max, scale)]
  const by = (to - from) * share
  return within({ min: unplaced(from + by, scale), max: unplaced(to + by, scale) }, extent, scale)
}

/** The range between two places of the axis, in any order; what was shown where they are too close to be meant. */
export function rangeBetween(
  a: number,
  b: number,
  range: XRange | null,
  extent: XRange,
  scale: AxisScale,
): XRange | null {
  const [min, max] = a < b ? [a, b] : [b, a]
  const least = (placed(extent.max, scale) - placed(extent.min, scale)) * CLOSEST
  return placed(max, scale) - placed(min, scale) > least ? within({ min, max }, extent, scale) : range
}

/** The range that reaches over both; null where there is neither. */
export function unionOf(a: XRange | null, b: XRange | null): XRange | null {
  if (a === null || b === null) return a ?? b
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}
