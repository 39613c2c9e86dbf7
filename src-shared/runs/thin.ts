/**
 * Thins a series for drawing: the indexes, in increasing order, of at most `points` of its values. The first and the
 * last value are kept; with 4 points or more also the smallest and the largest of every stretch between them, so that
 * the extremes of the series survive, and with 5 or more one NaN of every stretch that has one, so that gaps do.
 *
 * @param points at least 2
 */
export function thin(values: ArrayLike<number>, points: number): number[] {
  if (!(points >= 2)) throw new RangeError('a thinned series has at least 2 points')
  const { length } = values
  if (length <= points) return Array.from({ length }, (_, index) => index)
  const hasGap = points >= 5 && someNaN(values)
  const stretches = Math.floor((points - 2) / (hasGap ? 3 : 2))
  const kept = [0]
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = 1 + Math.floor((stretch * (length - 2)) / stretches)
    const end = 1 + Math.floor(((stretch + 1) * (length - 2)) / stretches)
    kept.push(...landmarks(values, start, end, hasGap))
  }
  kept.push(length - 1)
  return kept
}

function someNaN(values: ArrayLike<number>): boolean {
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) return true
  }
  return false
}

/** The indexes of the smallest and the largest value of [start, end) and, if asked for, of the first NaN. */
function landmarks(values: ArrayLike<number>, start: number, end: number, withGap: boolean): number[] {
  let low = -1
  let high = -1
  let gap = -1
  for (let index = start; index < end; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) {
      if (gap < 0) gap = index
      continue
    }
    if (low < 0 || value < (values[low] ?? Number.NaN)) low = index
    if (high < 0 || value > (values[high] ?? Number.NaN)) high = index
  }
  const found = withGap ? [low, high, gap] : [low, high]
  return [...new Set(found.filter((index) => index >= 0))].sort((a, b) => a - b)
}
