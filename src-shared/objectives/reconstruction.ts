import { z } from 'zod'

/** How far a reconstruction is from its image, discriminated by `type`. Both are means over all values of a batch. */
export const Reconstruction = z.discriminatedUnion('type', [
  /** The squared difference, in units of [−1, 1]. */
  z.strictObject({ type: z.literal('mean-squared-error') }),
  /** −x·log p − (1 − x)·log(1 − p) with image x and reconstruction p both in [0, 1]. */
  z.strictObject({ type: z.literal('cross-entropy') }),
])
export type Reconstruction = z.infer<typeof Reconstruction>
export type ReconstructionType = Reconstruction['type']

/** How a reconstruction loss is presented, and what it takes the decoder's output for. */
export interface ReconstructionInfo {
  readonly title: string
  readonly summary: string
  /** `values`: as the images, in [−1, 1]. `logits`: a final sigmoid, which is left to the loss, gives values in [0, 1]. */
  readonly output: 'values' | 'logits'
}

export const reconstructions: { readonly [K in ReconstructionType]: ReconstructionInfo } = {
  'mean-squared-error': {
    title: 'Mean squared error',
    summary: 'The mean squared difference of the pixels; the decoder ends at values in [−1, 1].',
    output: 'values',
  },
  'cross-entropy': {
    title: 'Cross-entropy',
    summary: 'Takes each pixel for the probability of white; the decoder ends with a sigmoid.',
    output: 'logits',
  },
}
