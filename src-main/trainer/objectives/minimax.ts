import { add, mul, neg, type Scalar, sigmoid } from '@tensorflow/tfjs-core'
import { lossAsFake, lossAsReal, lossAsSmoothedReal } from './cross-entropy'
import type { ObjectiveImplementation } from './objective'

/**
 * The game of Goodfellow et al. 2014, equation 1: D maximises V = E log D(x) + E log(1 − D(G(z))), G minimises
 * E log(1 − D(G(z))). Against the best D, V = 2·JSD − log 4 (theorem 1), which gives the estimate (V + log 4) / 2.
 */
export const minimax: ObjectiveImplementation = {
  discriminatorLoss: (real, fake, smoothing) => ({
    real: lossAsSmoothedReal(real, smoothing),
    fake: lossAsFake(fake),
  }),
  generatorLoss: (fake) => neg<Scalar>(lossAsFake(fake)),
  score: sigmoid,
  threshold: 0,
  measures(real, fake) {
    const value = neg(add<Scalar>(lossAsReal(real), lossAsFake(fake)))
    return { valueFunction: value, jensenShannon: mul<Scalar>(add<Scalar>(value, Math.log(4)), 0.5) }
  },
}
