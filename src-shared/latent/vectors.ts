import type { Latent } from '../architecture/spec'
import { stream } from '../random/generator'

/** The latent vector of a whole-number seed: always the same for the same prior and size. */
export function latentOf(seed: number, latent: Latent): Float32Array {
  const out = new Float32Array(latent.size)
  const generator = stream(seed, 'latent-seed')
  if (latent.prior === 'normal') generator.fillNormal(out)
  else generator.fillUniform(out, -1, 1)
  return out
}

/** (1 − t)·a + t·b. */
export function lerp(a: Float32Array, b: Float32Array, t: number): Float32Array {
  return a.map((value, i) => (1 - t) * value + t * (b[i] ?? 0))
}

/** The Euclidean length. */
export function norm(v: Float32Array): number {
  let sum = 0
  for (const value of v) sum += value * value
  return Math.sqrt(sum)
}

/** The scalar product of two vectors of one length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (const [i, value] of a.entries()) sum += value * (b[i] ?? 0)
  return sum
}

/**
 * Moves a combination of latents to where the prior has its mass. Normal: its direction with the norm `wanted`. Uniform: the
 * same, cut off at the box [−1, 1]. A combination without a direction stays as it is.
 */
export function onPrior(v: Float32Array, wanted: number, prior: Latent['prior']): Float32Array {
  const length = norm(v)
  const scale = length === 0 ? 1 : wanted / length
  return prior === 'normal'
    ? v.map((value) => value * scale)
    : v.map((value) => Math.min(1, Math.max(-1, value * scale)))
}

/**
 * Spherical interpolation (Shoemake 1985): the direction turns at constant speed from a to b, the norm goes linearly.
 * Falls back to `lerp` where the directions are parallel, opposite or undefined, since no turn is defined there.
 *
 * @param t in [0, 1]; the ends are exact
 */
export function slerp(a: Float32Array, b: Float32Array, t: number): Float32Array {
  if (t <= 0) return a.slice()
  if (t >= 1) return b.slice()
  const [normA, normB] = [norm(a), norm(b)]
  if (normA === 0 || normB === 0) return lerp(a, b, t)
  const angle = Math.acos(Math.min(1, Math.max(-1, dot(a, b) / (normA * normB))))
  const sine = Math.sin(angle)
  if (sine < 1e-6) return lerp(a, b, t)
  const length = (1 - t) * normA + t * normB
  const [fromA, fromB] = [
    (Math.sin((1 - t) * angle) / sine) * (length / normA),
    (Math.sin(t * angle) / sine) * (length / normB),
  ]
  return a.map((value, i) => fromA * value + fromB * (b[i] ?? 0))
}

/** The point at t on the way between two latents, the way that suits the prior: slerp for normal, lerp for uniform. */
export function between(a: Float32Array, b: Float32Array, t: number, prior: Latent['prior']): Float32Array {
  return prior === 'normal' ? slerp(a, b, t) : lerp(a, b, t)
}
