import { architectureProblems } from '@shared/architecture/analysis'
import { classesOf, type Family, type ImageShape, type Latent, latentSpaceOf } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import { type ConfigOf, families } from '@shared/families/registry'
import type { RunConfig } from '@shared/runs/config'
import type { Arrays, Program, Snapshot } from '../compute/engine'
import { adversarialSampler } from './adversarial-program'
import { autoencoderSampler } from './autoencoder'
import { refuse } from './build'
import type { SamplerBuilder } from './builder'
import { variationalSampler } from './variational'

/** Null for a family without a latent space. */
const builders: { readonly [F in Family]: SamplerBuilder<ConfigOf<F>> | null } = {
  adversarial: adversarialSampler,
  autoencoder: autoencoderSampler,
  variational: variationalSampler,
  classifier: null,
  cyclegan: null,
}

/** What draws images of latents. */
export interface Sampler {
  readonly latent: Latent
  readonly image: ImageShape
  /** Classes of the labels that it takes; undefined where it takes none. */
  readonly classes: number | undefined
  /** The inference `samples` of `count` latents. */
  program(count: number): Program
  /** Whether the run keeps an average of its weights, and whether its own samples are drawn with it. */
  readonly average: ReturnType<SamplerBuilder<unknown>['average']>
  stateOf(snapshot: Snapshot, names: readonly string[], averaged: boolean): Arrays
  /** The inference `codes` of `count` images; undefined where there is no encoder. */
  readonly encoder: ((count: number) => Program) | undefined
  /** Whether every latent of the prior has an image. */
  readonly fillsPrior: boolean
}

function bound<F extends Family>(config: ConfigOf<F>): Omit<Sampler, 'latent' | 'image' | 'classes'> | null {
  const builder: SamplerBuilder<ConfigOf<F>> | null = builders[config.family]
  if (builder === null) return null
  const { encoder, fillsPrior } = builder
  return {
    program: (count) => builder.program(config, count),
    average: builder.average(config),
    stateOf: (snapshot, names, averaged) => builder.stateOf(config, snapshot, names, averaged),
    encoder: encoder === null ? undefined : (count) => encoder(config, count),
    fillsPrior,
  }
}

/**
 * What draws images of latents in a run of this config.
 * @throws StudioError `INVALID_CONFIG` with every problem of the architecture, `WRONG_STATE` for a family without a latent space
 */
export function samplerOf(config: RunConfig): Sampler {
  refuse(architectureProblems(config.architecture))
  const { architecture } = config
  const builder = bound(config)
  const latent = latentSpaceOf(architecture)
  if (builder === null || latent === undefined) {
    throw new StudioError('WRONG_STATE', `${families[config.family].title} has no latent space to explore.`, {
      safe: 'Nothing was changed.',
      next: 'Choose a run that makes images of latents.',
    })
  }
  return { latent, image: architecture.image, classes: classesOf(architecture), ...builder }
}
