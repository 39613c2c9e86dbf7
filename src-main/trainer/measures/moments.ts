import type { Pace } from './pace'
import { type Points, requireCount } from './points'

/** Mean and covariance of points, float64; `covariance` is [size, size] with n − 1 in the denominator. */
export interface Moments {
  readonly size: number
  readonly mean: Float64Array
  readonly covariance: Float64Array
}

function meanOf({ count, size, values }: Points): Float64Array {
  const mean = new Float64Array(size)
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (values[row * size + i] ?? 0)
  }
  for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) / count
  return mean
}

/** @throws StudioError `TOO_FEW_SAMPLES` for fewer than two points */
export async function momentsOf(points: Points, pace: Pace): Promise<Moments> {
  requireCount('A covariance', points, 2, 'one sample has no spread')
  const { count, size, values } = points
  const mean = meanOf(points)
  const covariance = new Float64Array(size * size)
  const row = new Float64Array(size)
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < size; i++) row[i] = (values[n * size + i] ?? 0) - (mean[i] ?? 0)
    for (let i = 0; i < size; i++) {
      const a = row[i] ?? 0
      // The lower triangle only; features that are zero, as many are after a rectifier, add nothing.
      if (a === 0) continue
      const start = i * size
      for (let j = 0; j <= i; j++) covariance[start + j] = (covariance[start + j] ?? 0) + a * (row[j] ?? 0)
    }
    await pace.breathe()
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (covariance[i * size + j] ?? 0) / (count - 1)
      covariance[i * size + j] = value
      covariance[j * size + i] = value
    }
  }
  return { size, mean, covariance }
}
