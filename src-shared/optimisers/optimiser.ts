import { z } from 'zod'

/** Adam (Kingma and Ba 2015, Algorithm 1), with ε added outside the bias-corrected root, as PyTorch does. */
export const Adam = z.strictObject({
  type: z.literal('adam'),
  learningRate: z.number().gt(0).max(10),
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().gt(0).max(1),
})
export type Adam = z.infer<typeof Adam>

/** How one network's weights follow its gradients, discriminated by `type`. */
export const Optimiser = z.discriminatedUnion('type', [Adam])
export type Optimiser = z.infer<typeof Optimiser>
