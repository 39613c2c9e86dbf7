import { add, mean, neg, relu, type Scalar, sub } from '@tensorflow/tfjs-core'
import type { ObjectiveImplementation } from './objective'

/** E max(0, 1 − D(x)) + E max(0, 1 + D(G(z))) for D, −E D(G(z)) for G (Miyato et al. 2018, equations 16 and 17). */
export const hinge: ObjectiveImplementation = {
  discriminatorLoss: (real, fake) => ({
    real: mean<Scalar>(relu(sub(1, real))),
    fake: mean<Scalar>(relu(add(fake, 1))),
  }),
  generatorLoss: (fake) => neg<Scalar>(mean<Scalar>(fake)),
  score: (outputs) => outputs,
  threshold: 0,
  measures: () => ({}),
}
