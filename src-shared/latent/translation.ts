import { z } from 'zod'

/** The kind of images that a translation starts from; the other one is what it makes. */
export const Domain = z.enum(['a', 'b'])
export type Domain = z.infer<typeof Domain>

/** A translated image and the same translated back, as PNGs in `data:` addresses. `error` is how far the way back is off, in levels of 256. */
export const Translation = z.object({ translated: z.string(), back: z.string(), error: z.number().nonnegative() })
export type Translation = z.infer<typeof Translation>
