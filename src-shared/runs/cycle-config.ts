import { z } from 'zod'
import { CycleArchitecture } from '../architecture/spec'
import { Optimiser } from '../optimisers/optimiser'
import { commonSettings } from './common-config'

const Weight = z.number().min(0).max(1e4)

/** The config of a translation between two domains (Zhu et al. 2017). A step is one update of both generators, then one of both discriminators. */
export const CycleConfig = z.strictObject({
  family: z.literal('cyclegan'),
  ...commonSettings,
  architecture: CycleArchitecture,
  /** The classes of the dataset that are the two domains, by their places in its list. */
  domains: z.strictObject({ a: z.int().min(0).max(999), b: z.int().min(0).max(999) }),
  /** Weight of the mean of |F(G(a)) − a|, and the same from B. */
  cycle: Weight,
  /** Weight of the mean of |G(b) − b|, and the same from A; 0 for none. */
  identity: Weight,
  /** Past translations of each side that are shown to its discriminator in the place of new ones half of the time; 0 for none. */
  imagePool: z.int().min(0).max(1024),
  /** Whether images are mirrored half of the time. */
  flip: z.boolean(),
  optimisers: z.strictObject({ generators: Optimiser, discriminators: Optimiser }),
})
export type CycleConfig = z.infer<typeof CycleConfig>
