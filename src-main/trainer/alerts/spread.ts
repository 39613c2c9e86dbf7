/** Twice the total variance of rows of numbers: the mean squared distance of two different ones. `count` is at least 2. */
function meanSquaredDistance(values: ArrayLike<number>, count: number): number {
  const size = values.length / count
  let total = 0
  for (let i = 0; i < size; i++) {
    let [sum, squares] = [0, 0]
    for (let at = i; at < values.length; at += size) {
      const value = values[at] ?? 0
      sum += value
      squares += value * value
    }
    total += squares - (sum * sum) / count
  }
  return (2 * Math.max(0, total)) / (count - 1)
}

/** The root mean square distance of two different rows. */
export const spreadOf = (values: ArrayLike<number>, count: number): number =>
  Math.sqrt(meanSquaredDistance(values, count))
