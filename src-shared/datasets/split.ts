import { z } from 'zod'

/** Name of a split, such as `train`. */
export const SplitName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
