import { z } from 'zod'
import { ClassifierArchitecture } from '../architecture/spec'
import { SplitName } from '../datasets/split'
import { Optimiser } from '../optimisers/optimiser'
import { commonSettings } from './common-config'

/** How far an attack may move each value of an image, as a share of the way from black to white. */
const Epsilon = z.number().min(0).max(1)

/** The config of a classifier's run. A step is one update of the network. */
export const ClassifierConfig = z.strictObject({
  family: z.literal('classifier'),
  ...commonSettings,
  architecture: ClassifierArchitecture,
  /** The split whose images are never trained on, and on which accuracies are measured; null measures none. */
  heldOut: SplitName.nullable(),
  /** The fast gradient sign method (Goodfellow et al. 2015): x + ε·sign(∇ₓL), clipped to the range of images. */
  attack: z.strictObject({
    /** In training and in pictures. */
    epsilon: Epsilon,
    /** How much of the loss is that of attacked images: α of their equation in section 6 is 1 − share. 0 trains without attacks. */
    share: z.number().min(0).max(1),
    /** Those at which the accuracy under attack is measured. */
    curve: z.array(Epsilon).min(1).max(20),
  }),
  optimisers: z.strictObject({ classifier: Optimiser }),
})
export type ClassifierConfig = z.infer<typeof ClassifierConfig>
