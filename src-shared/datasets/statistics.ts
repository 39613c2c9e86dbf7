import { z } from 'zod'

/** What the pixels of a split are like. Channels are grey, or red, green and blue; values are 0 to 255. */
export const Statistics = z.object({
  /** How many images were looked at, evenly spread, of how many. */
  examined: z.int().nonnegative(),
  images: z.int().nonnegative(),
  channels: z.array(
    z.object({
      mean: z.number(),
      deviation: z.number(),
      /** How often each of the 256 values occurs, as a share of all. */
      histogram: z.array(z.number()).length(256),
    }),
  ),
  /** The mean of the images, PNG in a data address. */
  meanImage: z.string(),
})
export type Statistics = z.infer<typeof Statistics>
