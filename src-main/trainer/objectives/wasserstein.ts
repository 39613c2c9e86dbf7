import { mean, neg, type Scalar, sub } from '@tensorflow/tfjs-core'
import type { ObjectiveImplementation } from './objective'

/**
 * The critic minimises E D(G(z)) − E D(x), G minimises −E D(G(z)) (Arjovsky et al. 2017, Algorithm 1). E D(x) − E D(G(z))
 * estimates the distance of the distributions up to the critic's Lipschitz constant. The critic has no sigmoid and no
 * cross-entropy; a circulated implementation has both, and moves the weights of the wrong network.
 */
export const wasserstein: ObjectiveImplementation = {
  discriminatorLoss: (real, fake) => ({ real: neg<Scalar>(mean<Scalar>(real)), fake: mean<Scalar>(fake) }),
  generatorLoss: (fake) => neg<Scalar>(mean<Scalar>(fake)),
  score: (outputs) => outputs,
  threshold: 0,
  measures: (real, fake) => ({ wassersteinEstimate: sub<Scalar>(mean(real), mean(fake)) }),
}
