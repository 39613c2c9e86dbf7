import { z } from 'zod'
import { Id } from '../contract/id'
import { SplitName } from '../datasets/split'

/** An image that a person points at: a file that was dropped or picked, by the name that main has for its path, or one of a dataset. */
export const GivenImage = z.discriminatedUnion('from', [
  z.object({ from: z.literal('file'), source: Id }),
  z.object({ from: z.literal('dataset'), dataset: Id, split: SplitName, image: z.int().nonnegative() }),
])
export type GivenImage = z.infer<typeof GivenImage>

/** The bytes of an image in a model's shape, uint8 [height, width, channels], as base64: typed arrays do not pass the ports. */
export const ImageBytes = z.base64().min(1)
export type ImageBytes = z.infer<typeof ImageBytes>
