/** The root mean square of the differences between two images of bytes, in levels of 256. */
export function levelError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return Math.sqrt(sum / Math.max(1, a.length))
}
