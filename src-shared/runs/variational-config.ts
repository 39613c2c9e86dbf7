import { z } from 'zod'
import { VariationalArchitecture } from '../architecture/spec'
import { Reconstruction } from '../objectives/reconstruction'
import { Optimiser } from '../optimisers/optimiser'
import { commonSettings } from './common-config'

/** The config of a variational autoencoder's run. A step is one update of encoder and decoder together. */
export const VariationalConfig = z.strictObject({
  family: z.literal('variational'),
  ...commonSettings,
  architecture: VariationalArchitecture,
  /** What the distance of an image from its reconstruction is; summed over the pixels of an image. */
  reconstruction: Reconstruction,
  /** Weight of the Kullback–Leibler divergence of a latent's distribution from the prior (Higgins et al. 2017). */
  beta: z.number().min(0).max(1e6),
  optimisers: z.strictObject({ autoencoder: Optimiser }),
})
export type VariationalConfig = z.infer<typeof VariationalConfig>
