import type { Curve } from './decimate'

/** What several curves come to at each x: how many have a value there, and mean, deviation and extremes of those. */
export interface Band {
  readonly x: Float64Array
  readonly count: Uint32Array
  /** NaN where no curve has a value, as are the other three. */
  readonly mean: Float64Array
  /** Sample standard deviation (divided by count − 1); NaN for fewer than two values. */
  readonly deviation: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
}

/** Every x of some curves once, in increasing order. */
export function unionOf(curves: readonly Curve[]): Float64Array {
  const [first, ...others] = curves
  if (first === undefined) return new Float64Array()
  // Runs of one plan have the same steps, which then need no sorting.
  if (others.every(({ x }) => x === first.x || sameValues(x, first.x))) return first.x
  const all = new Float64Array(curves.reduce((total, { x }) => total + x.length, 0))
  let end = 0
  for (const { x } of curves) {
    all.set(x, end)
    end += x.length
  }
  all.sort()
  return all.filter((value, index) => index === 0 || value !== all[index - 1])
}

function sameValues(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

/** `count` places from `from` to `to`, both among them, evenly. @param count at least 2 */
export const evenGrid = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1))

/**
 * A curve's values at each place: what it has there, else on the straight line between its neighbours. NaN outside of the curve and
 * next to a gap: nothing is made up.
 * @param x in increasing order
 */
export function valuesAt({ x: known, y }: Curve, x: Float64Array): Float64Array {
  const values = new Float64Array(x.length).fill(Number.NaN)
  let at = -1
  for (let index = 0; index < x.length; index++) {
    const place = x[index] ?? Number.NaN
    while (at + 1 < known.length && (known[at + 1] ?? Number.NaN) <= place) at++
    if (at < 0) continue
    const [left, value] = [known[at] ?? Number.NaN, finite(y[at])]
    if (left === place) values[index] = value
    else if (at + 1 < known.length) {
      const [right, next] = [known[at + 1] ?? Number.NaN, finite(y[at + 1])]
      values[index] = value + ((next - value) * (place - left)) / (right - left)
    }
  }
  return values
}

const finite = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) ? value : Number.NaN

/**
 * Mean and band of several curves over common places.
 * @param x in increasing order, such as `unionOf(curves)`, or an `evenGrid` where those are too many
 */
export function bandOf(curves: readonly Curve[], x: Float64Array): Band {
  const count = new Uint32Array(x.length)
  const [mean, deviation] = [new Float64Array(x.length), new Float64Array(x.length)]
  const min = new Float64Array(x.length).fill(Number.NaN)
  const max = new Float64Array(x.length).fill(Number.NaN)
  for (const curve of curves) {
    const values = valuesAt(curve, x)
    for (let index = 0; index < x.length; index++) {
      const value = values[index] ?? Number.NaN
      if (Number.isNaN(value)) continue
      const before = count[index] ?? 0
      count[index] = before + 1
      // Welford's updates (Technometrics 4, 1962): one pass, and no loss where the mean is large.
      const from = value - (mean[index] ?? 0)
      mean[index] = (mean[index] ?? 0) + from / (before + 1)
      deviation[index] = (deviation[index] ?? 0) + from * (value - (mean[index] ?? 0))
      if (before === 0 || value < (min[index] ?? Number.NaN)) min[index] = value
      if (before === 0 || value > (max[index] ?? Number.NaN)) max[index] = value
    }
  }
  for (let index = 0; index < x.length; index++) {
    const n = count[index] ?? 0
    if (n === 0) mean[index] = Number.NaN
    deviation[index] = n < 2 ? Number.NaN : Math.sqrt((deviation[index] ?? 0) / (n - 1))
  }
  return { x, count, mean, deviation, min, max }
}

/**
 * A band whose extremes are those of all points around each of its places, and not at the places alone: a point counts for the place that is
 * nearest, so that a spike between two places of an `evenGrid` is not lost.
 * @param curves those of the band, with no x beyond its first and last place by more than half of their distance
 */
export function withExtremesBetween(band: Band, curves: readonly Curve[]): Band {
  const { x } = band
  const [min, max] = [band.min.slice(), band.max.slice()]
  for (const { x: known, y } of curves) {
    let at = 0
    for (let index = 0; index < known.length; index++) {
      const [place, value] = [known[index] ?? Number.NaN, y[index] ?? Number.NaN]
      if (!Number.isFinite(value)) continue
      while (at + 1 < x.length && (x[at + 1] ?? Number.NaN) - place <= place - (x[at] ?? Number.NaN)) at++
      const [low, high] = [min[at] ?? Number.NaN, max[at] ?? Number.NaN]
      if (!(value >= low)) min[at] = value
      if (!(value <= high)) max[at] = value
    }
  }
  return { ...band, min, max }
}
