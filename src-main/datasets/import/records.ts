import { SkipReason } from '@shared/datasets/import'
import { z } from 'zod'

/** A used image: its number in the plan, height and width before, digests of its source and of its packed pixels. */
const UsedImage = z.tuple([z.int().nonnegative(), z.int(), z.int(), z.string(), z.string()])
/** An image that cannot be used: its number, why, and what exactly is wrong. */
const UnusedImage = z.tuple([z.int().nonnegative(), SkipReason, z.string()])
export const ImageRecord = z.union([UsedImage, UnusedImage])
/** What became of an image. */
export type ImageRecord = z.infer<typeof ImageRecord>

/** Whether an image can be used. */
export const isUsed = (record: ImageRecord): record is z.infer<typeof UsedImage> => record.length === 5

export const FinishedChunk = z.object({
  number: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  images: z.array(ImageRecord),
})
/** A finished chunk: how many bytes of pixels it has, and what became of each image. */
export type FinishedChunk = z.infer<typeof FinishedChunk>
