import { lossAsFake, lossAsReal } from './cross-entropy'
import type { ObjectiveImplementation } from './objective'

/** Binary cross-entropy for D; G minimises −E log D(G(z)) (Goodfellow et al. 2014, section 3). */
export const nonSaturating: ObjectiveImplementation = {
  discriminatorLoss: (real, fake) => ({ real: lossAsReal(real), fake: lossAsFake(fake) }),
  generatorLoss: lossAsReal,
  measures: () => ({}),
}
