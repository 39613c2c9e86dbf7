import type { Pace } from './pace'

/** Square matrices, row-major, float64: `values` is [size, size]. */
export interface Matrix {
  readonly size: number
  readonly values: Float64Array
}

/** Pivots below this share of the largest diagonal element count as zero. */
const RANK_TOLERANCE = 1e-14

/**
 * The lower triangle L of a symmetric positive semi-definite matrix with L·Lᵀ = A (Cholesky). Directions without spread give
 * columns of zeros.
 */
export async function choleskyOf({ size, values }: Matrix, pace: Pace): Promise<Matrix> {
  const lower = new Float64Array(size * size)
  let largest = 0
  for (let i = 0; i < size; i++) largest = Math.max(largest, values[i * size + i] ?? 0)
  for (let i = 0; i < size; i++) {
    const row = lower.subarray(i * size, i * size + size)
    for (let j = 0; j <= i; j++) {
      const other = lower.subarray(j * size, j * size + size)
      let sum = values[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (row[k] ?? 0) * (other[k] ?? 0)
      if (i === j) row[j] = sum > largest * RANK_TOLERANCE ? Math.sqrt(sum) : 0
      else {
        const pivot = other[j] ?? 0
        row[j] = pivot === 0 ? 0 : sum / pivot
      }
    }
    await pace.breathe()
  }
  return { size, values: lower }
}

/** Lᵀ·A·L of a lower triangle L and a symmetric A; symmetric. */
export async function congruence(lower: Matrix, symmetric: Matrix, pace: Pace): Promise<Matrix> {
  const { size } = lower
  const [l, a] = [lower.values, symmetric.values]
  // product = A·L, row by row; row k of L ends at its diagonal.
  const product = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] ?? 0
      for (let j = 0; j <= k; j++)
        product[i * size + j] = (product[i * size + j] ?? 0) + factor * (l[k * size + j] ?? 0)
    }
    await pace.breathe()
  }
  const result = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const factor = l[k * size + i] ?? 0
      if (factor === 0) continue
      for (let j = 0; j <= i; j++)
        result[i * size + j] = (result[i * size + j] ?? 0) + factor * (product[k * size + j] ?? 0)
    }
    await pace.breathe()
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) result[j * size + i] = result[i * size + j] ?? 0
  }
  return { size, values: result }
}
