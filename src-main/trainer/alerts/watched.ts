import type { Family } from '@shared/architecture/spec'
import type { ConfigOf } from '@shared/families/registry'
import { objectives } from '@shared/objectives/objective'
import type { StepValues } from '../session/measures'
import {
  type Detector,
  divergence,
  modeCollapse,
  type Probe,
  saturatedDiscriminator,
  vanishingGradient,
} from './detectors'

/** How many times its calmest level a loss may reach: cross-entropies stay small, scores have no bound. */
const LIMITS = { probability: 30, score: 3000 } as const

/** What is watched in a run. */
export interface Watched {
  readonly steps: readonly Detector<StepValues>[]
  /** Looked at now and then; nothing where there are none. */
  readonly probes: readonly Detector<Probe>[]
}

const byFamily: { readonly [F in Family]: (config: ConfigOf<F>) => Watched } = {
  adversarial({ objective }) {
    const { output } = objectives[objective.type]
    return {
      steps: [
        ...(output === 'probability' ? [saturatedDiscriminator()] : []),
        divergence(LIMITS[output], { G: 'generatorLoss', D: 'discriminatorLoss' }),
      ],
      probes: [vanishingGradient(), modeCollapse()],
    }
  },
  cyclegan: () => ({
    steps: [divergence(LIMITS.score, { Generators: 'generatorLoss', Discriminators: 'discriminatorLoss' })],
    probes: [],
  }),
  classifier: () => ({
    steps: [divergence(LIMITS.probability, { 'The classifier': 'classifierLoss' })],
    probes: [],
  }),
  autoencoder: () => ({
    steps: [divergence(LIMITS.probability, { 'The reconstruction': 'reconstructionLoss' })],
    probes: [],
  }),
  variational: () => ({
    steps: [divergence(LIMITS.probability, { 'The reconstruction': 'reconstructionLoss' })],
    probes: [],
  }),
}

/** New detectors for a run. */
export function watchedIn<F extends Family>(config: ConfigOf<F>): Watched {
  return byFamily[config.family](config)
}
