import type { Latent } from '@shared/architecture/spec'
import { type Generator, stream } from '@shared/random/generator'
import { fillCutouts, fillShifts } from './augment-draws'
import type { FeedArrays } from './compute/engine'
import { fillDropoutMask } from './dropout-mask'
import { fillOneHot } from './one-hot'
import { fillPlaces } from './pool-places'
import type { PlannedFeed, PlannedPhase } from './program/planned'

function fillLatents(out: Float32Array, prior: Latent['prior'], generator: Generator): void {
  if (prior === 'normal') generator.fillNormal(out)
  else generator.fillUniform(out, -1, 1)
}

/** Which update of a run noise is wanted for. */
export interface NoisePosition {
  /** The run's seed. */
  readonly seed: number
  /** How many updates of this phase came before it in the run. */
  readonly update: number
  /** That number for the last update of another phase in the step; needed where a feed repeats one. */
  readonly lastOf?: (phase: string) => number
  /** What `update` would be if every step had had as many updates as this one; it is `update` where left out. */
  readonly elapsed?: number
}

function fillFeed(out: Float32Array, feed: PlannedFeed, generator: Generator, at: NoisePosition): void {
  const { source } = feed
  switch (source.type) {
    case 'images':
    case 'labels':
      return
    case 'random-labels':
      fillOneHot(out, source.classes, () => generator.below(source.classes))
      return
    case 'latent':
      fillLatents(out, source.prior, generator)
      return
    case 'mask':
      fillDropoutMask(out, source.rate, generator.state)
      return
    case 'uniform':
      generator.fillUniform(out, source.low, source.high)
      return
    case 'normal': {
      const left = source.fadesAt === 0 ? 1 : Math.max(0, 1 - (at.elapsed ?? at.update) / source.fadesAt)
      generator.fillNormal(out)
      for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) * source.deviation * left
      return
    }
    case 'shift':
      fillShifts(out, feed.shape[1] ?? 1, source.most, generator)
      return
    case 'cutout':
      fillCutouts(out, [feed.shape[1] ?? 1, feed.shape[2] ?? 1], source.share, generator)
      return
    case 'pool-places':
      fillPlaces(out, source, at.seed, at.update)
      return
  }
}

/**
 * Fills what one update draws: latents, masks and noise; images and their labels are left alone. The numbers depend on the position alone
 * and not on what was drawn before, so a resumed run draws the same.
 * @param out the phase's feed buffers by name
 */
export function fillNoise(phase: Pick<PlannedPhase, 'name' | 'feeds'>, out: FeedArrays, at: NoisePosition): void {
  for (const feed of phase.feeds) {
    const { name, source, repeats } = feed
    if (source.type === 'images' || source.type === 'labels') continue
    const buffer = out[name]
    if (!(buffer instanceof Float32Array)) throw new Error(`the feed “${name}” of ${phase.name} has no float32 buffer`)
    const update = repeats === undefined ? at.update : at.lastOf?.(repeats)
    if (update === undefined) throw new Error(`the feed “${name}” repeats an update that is not known`)
    const generator = stream(at.seed, `${repeats ?? phase.name}/${name}`, update)
    fillFeed(buffer, feed, generator, { ...at, update })
  }
}

/** The latents of a run's fixed-noise grid: count·size numbers, the first `count` of an endless sequence. */
export function fixedLatents(seed: number, latent: Latent, count: number): Float32Array {
  const out = new Float32Array(count * latent.size)
  fillLatents(out, latent.prior, stream(seed, 'fixed-latents'))
  return out
}

/** The latents of one batch of an evaluation: count·size numbers that no training and no grid has drawn. */
export function evaluationLatents(seed: number, latent: Latent, batch: number, count: number): Float32Array {
  const out = new Float32Array(count * latent.size)
  fillLatents(out, latent.prior, stream(seed, 'evaluation/latents', batch))
  return out
}
