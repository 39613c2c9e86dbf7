import { sigmoid } from '@tensorflow/tfjs-core'
import { lossAsFake, lossAsReal, lossAsSmoothedReal } from './cross-entropy'
import type { ObjectiveImplementation } from './objective'

/** Binary cross-entropy for D; G minimises −E log D(G(z)) (Goodfellow et al. 2014, section 3). */
export const nonSaturating: ObjectiveImplementation = {
  discriminatorLoss: (real, fake, smoothing) => ({
    real: lossAsSmoothedReal(real, smoothing),
    fake: lossAsFake(fake),
  }),
  generatorLoss: lossAsReal,
  score: sigmoid,
  threshold: 0,
  measures: () => ({}),
}
