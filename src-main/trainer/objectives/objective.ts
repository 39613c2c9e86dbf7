import type { MetricName } from '@shared/runs/metrics'
import type { Scalar, Tensor } from '@tensorflow/tfjs-core'

/** The two means that make up a discriminator's loss: over real images and over fakes. */
export interface DiscriminatorParts {
  readonly real: Scalar
  readonly fake: Scalar
}

/** A pair of losses as pure functions of D's logits l = log(D / (1 − D)), one for each sample, and what else it measures. */
export interface ObjectiveImplementation {
  discriminatorLoss(realLogits: Tensor, fakeLogits: Tensor): DiscriminatorParts
  generatorLoss(fakeLogits: Tensor): Scalar
  /** Further measures that follow from D's parts. */
  measures(parts: DiscriminatorParts): Readonly<Partial<Record<MetricName, Scalar>>>
}
