import { z } from 'zod'
import { fits, type LayerDefinition } from '../layer'

/** Sets values to zero with probability `rate` while training and scales the others by 1 / (1 − rate) (Srivastava 2014). */
export const DropoutSpec = z.strictObject({ type: z.literal('dropout'), rate: z.number().gt(0).lt(1) })
export type DropoutSpec = z.infer<typeof DropoutSpec>

export const dropout: LayerDefinition<DropoutSpec> = {
  title: 'Dropout',
  summary: 'Drops random values while training, so that no single one is relied on.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits(inputs[0] ?? []),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: (layer) => `${layer.rate}`,
}
