import { z } from 'zod'
import { AutoencoderArchitecture } from '../architecture/spec'
import { Reconstruction } from '../objectives/reconstruction'
import { Optimiser } from '../optimisers/optimiser'
import { commonSettings } from './common-config'

/** The config of an autoencoder's run. A step is one update of encoder and decoder together. */
export const AutoencoderConfig = z.strictObject({
  family: z.literal('autoencoder'),
  ...commonSettings,
  architecture: AutoencoderArchitecture,
  /** What the distance of an image from its reconstruction is. */
  reconstruction: Reconstruction,
  /** Deviation of the normal noise on what the encoder sees, in units of [−1, 1]; the decoder is to restore the clean image
   *  (Vincent et al. 2008). 0 for none. */
  inputNoise: z.number().min(0).max(10),
  optimisers: z.strictObject({ autoencoder: Optimiser }),
})
export type AutoencoderConfig = z.infer<typeof AutoencoderConfig>
