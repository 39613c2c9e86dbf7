import { z } from 'zod'
import { LatentIdentifier } from './point'

/** The mean of the encodings of a class's images, and of how many. */
export const ClassMean = z.object({ latent: LatentIdentifier, images: z.int().positive() })
export type ClassMean = z.infer<typeof ClassMean>
