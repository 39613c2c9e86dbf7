import { z } from 'zod'
import type { Latent } from '../architecture/spec'
import { Name } from '../contract/id'
import { fromBase64Url } from './float-text'

/** Directions of unit length in a latent space, with the share of the variance that lies along each. */
export const LatentDirections = z.array(
  z.object({ name: z.string(), share: z.number().min(0), values: z.array(z.number()) }),
)
export type LatentDirections = z.infer<typeof LatentDirections>

/** A direction that a person named: numbers as `toBase64Url` writes them. */
export const NamedDirection = z.object({
  name: Name.refine((name) => !/^(PC|z)\d{1,4}$/.test(name), 'is the name of a direction that every model has'),
  numbers: z
    .string()
    .max(24_000)
    .refine((text) => fromBase64Url(text)?.every(Number.isFinite), 'holds no numbers'),
})
export type NamedDirection = z.infer<typeof NamedDirection>

/** What one σ of each number of a prior is. */
export const deviationOf = (prior: Latent['prior']): number => (prior === 'normal' ? 1 : 1 / Math.sqrt(3))

/** A latent moved along directions. */
export function shifted(
  values: Float32Array,
  moves: readonly { readonly direction: ArrayLike<number>; readonly amount: number }[],
): Float32Array {
  const out = values.slice()
  for (const { direction, amount } of moves) {
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + amount * (direction[i] ?? 0)
  }
  return out
}

/** The direction from one latent to another, of length 1; undefined between equal ones. */
export function directionBetween(from: Float32Array, to: Float32Array): number[] | undefined {
  const difference = Array.from(to, (value, i) => value - (from[i] ?? 0))
  const length = Math.hypot(...difference)
  return length === 0 ? undefined : difference.map((value) => value / length)
}
