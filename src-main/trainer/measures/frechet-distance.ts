import { eigenvaluesOf } from './eigenvalues'
import { choleskyOf, congruence, type Matrix } from './matrices'
import type { Moments } from './moments'
import type { Pace } from './pace'

const matrixOf = ({ size, covariance }: Moments): Matrix => ({ size, values: covariance })

const trace = ({ size, values }: Matrix): number => {
  let sum = 0
  for (let i = 0; i < size; i++) sum += values[i * size + i] ?? 0
  return sum
}

/**
 * The squared Fréchet distance of two Gaussians (Dowson and Landau 1982; of features: FID, Heusel et al. 2017):
 * |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2·(Σ₁·Σ₂)^½). With Σ₁ = L·Lᵀ, Σ₁·Σ₂ has the eigenvalues of the symmetric Lᵀ·Σ₂·L, whose square
 * roots add up to the trace; so no matrix root with an imaginary part is ever taken.
 */
export async function frechetDistance(a: Moments, b: Moments, pace: Pace): Promise<number> {
  let distance = 0
  for (let i = 0; i < a.size; i++) distance += ((a.mean[i] ?? 0) - (b.mean[i] ?? 0)) ** 2
  const [first, second] = [matrixOf(a), matrixOf(b)]
  const product = await congruence(await choleskyOf(first, pace), second, pace)
  let roots = 0
  for (const value of await eigenvaluesOf(product, pace)) roots += Math.sqrt(Math.max(0, value))
  return Math.max(0, distance + trace(first) + trace(second) - 2 * roots)
}
