import type { MetricName } from '@shared/runs/metrics'
import type { Scalar, Tensor } from '@tensorflow/tfjs-core'

/** The two means that make up a discriminator's loss: over real images and over fakes. */
export interface DiscriminatorParts {
  readonly real: Scalar
  readonly fake: Scalar
}

/** A pair of losses as pure functions of D's outputs before any final sigmoid, one for each sample, and what else is measured. */
export interface ObjectiveImplementation {
  /** @param smoothing what the target of real images lies below 1; 0 for none (one-sided: Salimans et al. 2016) */
  discriminatorLoss(real: Tensor, fake: Tensor, smoothing: number): DiscriminatorParts
  generatorLoss(fake: Tensor): Scalar
  /** D's outputs as they are shown: a probability where the objective has one. */
  score(outputs: Tensor): Tensor
  /** An output above this counts as “real”. */
  readonly threshold: number
  /** Further measures. */
  measures(real: Tensor, fake: Tensor): Readonly<Partial<Record<MetricName, Scalar>>>
}
