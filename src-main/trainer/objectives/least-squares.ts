import { mean, mul, type Scalar, square, sub, type Tensor } from '@tensorflow/tfjs-core'
import type { ObjectiveImplementation } from './objective'

/** ½·E(D − target)² */
const distance = (outputs: Tensor, target: number): Scalar =>
  mul<Scalar>(mean<Scalar>(square(sub(outputs, target))), 0.5)

/** Least squares with the targets 1 for real images and for what G wants, 0 for fakes (Mao et al. 2017, equation 9). */
export const leastSquares: ObjectiveImplementation = {
  discriminatorLoss: (real, fake, smoothing) => ({ real: distance(real, 1 - smoothing), fake: distance(fake, 0) }),
  generatorLoss: (fake) => distance(fake, 1),
  score: (outputs) => outputs,
  threshold: 0.5,
  measures: () => ({}),
}
