import type { Latent } from '../architecture/spec'
import { dot, latentOf, norm, onPrior } from './vectors'

/** Seeds in a row of the seed plane: one step down is so many seeds further. */
export const PLANE_COLUMNS = 100
/** Seeds of the plane lie below this; it goes round there. */
const PLANE_SEEDS = 2 ** 32

/** The seed at a whole-number point of the plane. Left of 0 and above 0 it goes on from the largest seeds. */
export function seedAt(x: number, y: number): number {
  const seed = (x + PLANE_COLUMNS * y) % PLANE_SEEDS
  return seed < 0 ? seed + PLANE_SEEDS : seed
}

/**
 * A weighted sum of latents whose norm is the weighted sum of their norms, so that it stays where the prior has its mass
 * (for a uniform prior cut off at its box). With one weight of 1 it is that latent exactly.
 *
 * @param parts latents of one size with weights of at least 0 that sum to 1
 */
export function blend(
  parts: readonly { readonly latent: Float32Array; readonly weight: number }[],
  prior: Latent['prior'],
): Float32Array {
  const used = parts.filter(({ weight }) => weight > 0)
  const [first] = used
  if (first === undefined) throw new RangeError('a blend needs a part with a weight above 0')
  if (used.length === 1) return first.latent.slice()
  const sum = new Float64Array(first.latent.length)
  let wanted = 0
  for (const { latent, weight } of used) {
    wanted += weight * norm(latent)
    for (const [i, value] of latent.entries()) sum[i] = (sum[i] ?? 0) + weight * value
  }
  return onPrior(Float32Array.from(sum), wanted, prior)
}

/** The blend of four corners at (x, y) in the unit square, bilinear weights: (0, 0) is the first, then right, down, both. */
export function bilinear(
  corners: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  x: number,
  y: number,
  prior: Latent['prior'],
): Float32Array {
  const weights = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y]
  return blend(
    corners.map((latent, i) => ({ latent, weight: weights[i] ?? 0 })),
    prior,
  )
}

/** The latent at a point of the seed plane: at whole numbers exactly that of the seed, between them a blend of four. */
export function planeLatent(x: number, y: number, latent: Latent): Float32Array {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const corner = (right: number, down: number) => latentOf(seedAt(left + right, top + down), latent)
  return bilinear([corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)], x - left, y - top, latent.prior)
}

/** a − b + c with the norm |a| − |b| + |c|, so that a − b + b is a and the result stays near the prior's mass. */
export function arithmetic(a: Float32Array, b: Float32Array, c: Float32Array, prior: Latent['prior']): Float32Array {
  const sum = a.map((value, i) => value - (b[i] ?? 0) + (c[i] ?? 0))
  return onPrior(sum, Math.max(0, norm(a) - norm(b) + norm(c)), prior)
}

/**
 * A point of the circle around the origin through a and, a quarter turn later, the part of b that is orthogonal to a. Its
 * radius is the norm of a. For a uniform prior it is cut off at the box.
 *
 * @param turn 0 at a, 1 at a again
 */
export function onCircle(a: Float32Array, b: Float32Array, turn: number, prior: Latent['prior']): Float32Array {
  const share = turn - Math.floor(turn)
  if (share === 0) return a.slice()
  const radius = norm(a)
  const along = radius === 0 ? 0 : dot(a, b) / radius ** 2
  const across = b.map((value, i) => value - along * (a[i] ?? 0))
  const width = norm(across)
  const [cosine, sine] = [Math.cos(2 * Math.PI * share), Math.sin(2 * Math.PI * share)]
  const point = a.map((value, i) => cosine * value + (width === 0 ? 0 : (sine * radius) / width) * (across[i] ?? 0))
  return onPrior(point, norm(point), prior)
}
