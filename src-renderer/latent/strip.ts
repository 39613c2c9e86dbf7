import type { Latent } from '@shared/architecture/spec'
import { between } from '@shared/latent/vectors'

/** Pictures of the strip under the large one; the first and the last are the ends. */
export const STRIP = 11

/** Where the pictures of the strip lie on the way. */
export const stripPositions: readonly number[] = Array.from({ length: STRIP }, (_, i) => i / (STRIP - 1))

/** The latents at some positions on the way between two, one after the other. */
export function latentsAt(
  from: Float32Array,
  to: Float32Array,
  positions: readonly number[],
  latent: Latent,
): Float32Array {
  const out = new Float32Array(positions.length * latent.size)
  for (const [i, position] of positions.entries()) out.set(between(from, to, position, latent.prior), i * latent.size)
  return out
}
