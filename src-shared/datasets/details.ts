import { z } from 'zod'

/** What is known of one packed image. */
export const ImageDetails = z.object({
  /** What it was in the source, and its size there; null where that is not known. */
  origin: z.object({ path: z.string(), height: z.int(), width: z.int() }).nullable(),
  label: z.string().nullable(),
  excluded: z.boolean(),
})
export type ImageDetails = z.infer<typeof ImageDetails>
