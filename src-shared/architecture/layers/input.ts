import { z } from 'zod'
import { fits, type LayerDefinition } from '../layer'

/** Where a network's data comes in. */
export const InputSpec = z.strictObject({ type: z.literal('input'), source: z.enum(['latent', 'image']) })
export type InputSpec = z.infer<typeof InputSpec>

export const input: LayerDefinition<InputSpec> = {
  title: 'Input',
  summary: 'Where the latent vector or the image enters the network.',
  inputs: { min: 0, max: 0 },
  infer: (layer, _inputs, context) => fits(context[layer.source]),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: (layer) => layer.source,
}
