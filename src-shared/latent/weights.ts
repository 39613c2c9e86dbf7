import { z } from 'zod'

/** Weights that a generator draws with: a running average of the trained ones, or these themselves. */
export const Weights = z.enum(['averaged', 'trained'])
export type Weights = z.infer<typeof Weights>
