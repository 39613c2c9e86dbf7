import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import type { Scalar, Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import type { Network } from '../nets/network'
import { gradientPenalty, r1Penalty } from '../objectives/penalties'
import { drawFeeds } from './feeds'
import { type Batch, judge } from './passes'
import type { PlannedFeed } from './planned'

const PASS = 'penalty'
const EPSILON = 'penalty/epsilon'

/** The feeds of the pass through D that the penalty takes. */
export function penaltyFeeds({ penalty, batchSize }: AdversarialConfig, discriminator: Network): PlannedFeed[] {
  const draws = () => drawFeeds(discriminator, { pass: PASS, count: batchSize })
  switch (penalty.type) {
    case 'none':
      return []
    case 'gradient-penalty':
      return [
        {
          name: EPSILON,
          shape: [batchSize, 1, 1, 1],
          type: 'float32',
          source: { type: 'uniform', low: 0, high: 1 },
        },
        ...draws(),
      ]
    case 'r1':
      return draws()
  }
}

/**
 * What D is charged for its slopes; undefined for nothing. Running statistics do not see the pass, and images between real
 * and fake ones have the labels of the real.
 */
export function penaltyOf(
  { penalty }: AdversarialConfig,
  discriminator: Network,
  real: Batch,
  fake: Tensor,
  state: Tensors,
  feeds: Tensors,
): Scalar | undefined {
  const critic = (images: Tensor) => judge(discriminator, PASS, { images, labels: real.labels }, state, feeds).logits
  switch (penalty.type) {
    case 'none':
      return undefined
    case 'gradient-penalty':
      return gradientPenalty(critic, real.images, fake, pick(feeds, EPSILON), penalty.weight)
    case 'r1':
      return r1Penalty(critic, real.images, penalty.weight)
  }
}
