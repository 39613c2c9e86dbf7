import type { Latent } from '@shared/architecture/spec'
import { type Generator, stream } from '@shared/random/generator'
import type { FeedArrays } from './compute/engine'
import type { PlannedPhase } from './program/planned'

function fillLatents(out: Float32Array, prior: Latent['prior'], generator: Generator): void {
  if (prior === 'normal') generator.fillNormal(out)
  else generator.fillUniform(out, -1, 1)
}

/** Which update of a run noise is wanted for. */
export interface NoisePosition {
  /** The run's seed. */
  readonly seed: number
  readonly prior: Latent['prior']
  /** How many updates of this phase came before it in the run. */
  readonly update: number
}

/**
 * Fills the latents and dropout masks of one update; images are left alone. The numbers depend on the position alone and
 * not on what was drawn before, so a resumed run draws the same.
 * @param out the phase's feed buffers by name
 */
export function fillNoise(
  phase: Pick<PlannedPhase, 'name' | 'feeds'>,
  out: FeedArrays,
  { seed, prior, update }: NoisePosition,
): void {
  for (const { name, source } of phase.feeds) {
    if (source.type === 'images') continue
    const buffer = out[name]
    if (!(buffer instanceof Float32Array)) throw new Error(`the feed “${name}” of ${phase.name} has no float32 buffer`)
    const generator = stream(seed, `${phase.name}/${name}`, update)
    if (source.type === 'latent') fillLatents(buffer, prior, generator)
    else generator.fillDropoutMask(buffer, source.rate)
  }
}

/** The latents of a run's fixed-noise grid: count·size numbers, the first `count` of an endless sequence. */
export function fixedLatents(seed: number, latent: Latent, count: number): Float32Array {
  const out = new Float32Array(count * latent.size)
  fillLatents(out, latent.prior, stream(seed, 'fixed-latents'))
  return out
}
