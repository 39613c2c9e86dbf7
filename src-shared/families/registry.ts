import type { Family } from '../architecture/spec'
import type { AdversarialConfig } from '../runs/adversarial-config'
import type { AutoencoderConfig } from '../runs/autoencoder-config'
import type { ClassifierConfig } from '../runs/classifier-config'
import type { CycleConfig } from '../runs/cycle-config'
import type { VariationalConfig } from '../runs/variational-config'
import { adversarial } from './adversarial'
import { autoencoder } from './autoencoder'
import { classifier } from './classifier'
import { cyclegan } from './cyclegan'
import type { FamilyDefinition } from './definition'
import { variational } from './variational'

interface ConfigByFamily {
  adversarial: AdversarialConfig
  autoencoder: AutoencoderConfig
  variational: VariationalConfig
  classifier: ClassifierConfig
  cyclegan: CycleConfig
}

/** The config of a family `F`. */
export type ConfigOf<F extends Family> = { [P in F]: ConfigByFamily[P] & { family: P } }[F]

/** The families of systems, in the order in which they are shown. */
export const families: { readonly [F in Family]: FamilyDefinition<ConfigOf<F>> } = {
  adversarial,
  autoencoder,
  variational,
  classifier,
  cyclegan,
}

/** The definition of a config's family. */
export function familyOf<F extends Family>(config: ConfigOf<F>): FamilyDefinition<ConfigOf<F>> {
  return families[config.family]
}

/** The charts of a run. */
export function chartsOf<F extends Family>(config: ConfigOf<F>): ReturnType<FamilyDefinition<ConfigOf<F>>['charts']> {
  return familyOf(config).charts(config)
}

/** The pictures that a run draws at each sampling step; the first stands for the run. */
export function picturesOf<F extends Family>(
  config: ConfigOf<F>,
): ReturnType<FamilyDefinition<ConfigOf<F>>['pictures']> {
  return familyOf(config).pictures(config)
}

/** Batches of images that one step takes. */
export function batchesPerStep<F extends Family>(config: ConfigOf<F>): number {
  return familyOf(config).batchesPerStep(config)
}

/** Images that one step takes. */
export function imagesPerStep<F extends Family>(config: ConfigOf<F>): number {
  return config.batchSize * batchesPerStep(config)
}
