import { z } from 'zod'

/** What images are compared by: their pixels, or features of the dataset's own network. */
export const nearnesses = ['pixels', 'features'] as const
export const Nearness = z.enum(nearnesses)
export type Nearness = z.infer<typeof Nearness>

/**
 * A training image, by its place in the split. The distance of pixels is the root mean square of their differences in levels of 256,
 * that of features Euclidean.
 */
export const Neighbour = z.object({ image: z.int().nonnegative(), distance: z.number().nonnegative() })
export type Neighbour = z.infer<typeof Neighbour>

/** What a search for the nearest images tells. */
export const NearestEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), phase: z.string(), done: z.int(), total: z.int() }),
  /** Nearest first. `features` says what was compared where it was not pixels. */
  z.object({ type: z.literal('found'), neighbours: z.array(Neighbour), features: z.string().nullable() }),
])
export type NearestEvent = z.infer<typeof NearestEvent>
