import { z } from 'zod'
import { AdversarialArchitecture } from '../architecture/spec'
import { Objective, Penalty } from '../objectives/objective'
import { Optimiser } from '../optimisers/optimiser'
import { commonSettings } from './common-config'

/** The config of an adversarial run. A step is `discriminatorSteps` updates of D and one of G. */
export const AdversarialConfig = z.strictObject({
  family: z.literal('adversarial'),
  ...commonSettings,
  architecture: AdversarialArchitecture,
  objective: Objective,
  /** What D is charged for its slopes. */
  penalty: Penalty,
  /** What the target of real images lies below 1, of fakes never (Salimans et al. 2016, section 3.4). */
  labelSmoothing: z.number().min(0).max(0.5),
  /** Normal noise on all images that D sees; it falls in a straight line to 0 at the step `fade`, or stays where that is 0. */
  instanceNoise: z.strictObject({ deviation: z.number().min(0).max(10), fade: z.int().min(0).max(1_000_000_000) }),
  /** Weight of a supervised term of G’s loss: the mean of |G(z) − x| over a real batch. */
  pixelTerm: z.number().min(0).max(1e6),
  /** `separate`: D sees a real and a fake batch, its loss is the sum of both means. `concatenated`: one batch, mean over 2B. */
  discriminatorBatch: z.enum(['separate', 'concatenated']),
  /** `flip`: real images are mirrored half of the time. `differentiable`: what is done to all images that D sees (Zhao et al. 2020). */
  augmentation: z.strictObject({
    flip: z.boolean(),
    differentiable: z.array(z.enum(['colour', 'translation', 'cutout'])).max(3),
  }),
  /** `fresh`: each update draws fakes of its own. `shared`: G is updated on the fakes of D's last update in the step. */
  fakeBatch: z.enum(['fresh', 'shared']),
  /** Past fakes that are kept and shown to D in the place of new ones half of the time; 0 for none. */
  imagePool: z.int().min(0).max(1024),
  optimisers: z.strictObject({ generator: Optimiser, discriminator: Optimiser }),
  /** After each of D's updates its weights are moved into [−limit, limit] (Arjovsky et al. 2017); null leaves them. */
  weightClipping: z.number().gt(0).max(1e3).nullable(),
  /** A running average of G's weights: average ← decay·average + (1 − decay)·weights; `samples` draws samples with it. */
  generatorAverage: z.strictObject({ decay: z.number().gt(0).lt(1), samples: z.boolean() }).nullable(),
  /** Updates of D, each on a fresh batch, for one of G. */
  discriminatorSteps: z.int().min(1).max(100),
})
export type AdversarialConfig = z.infer<typeof AdversarialConfig>
