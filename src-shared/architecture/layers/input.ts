import { z } from 'zod'
import { fits, type LayerDefinition, misfits, sizeOf } from '../layer'

/** Where a network's data comes in. A label is a vector of zeros with a 1 at its class. */
export const InputSpec = z.strictObject({ type: z.literal('input'), source: z.enum(['latent', 'image', 'label']) })
export type InputSpec = z.infer<typeof InputSpec>

export const input: LayerDefinition<InputSpec> = {
  title: 'Input',
  summary: 'Where the latent vector, the image or its label enters the network.',
  inputs: { min: 0, max: 0 },
  infer(layer, _inputs, context) {
    const shape = context[layer.source]
    if (shape !== undefined && sizeOf(shape) > 0) return fits(shape)
    if (layer.source === 'label') {
      return misfits(
        'takes the label, but the architecture has no classes',
        'give the architecture its number of classes',
      )
    }
    return misfits(`takes the ${layer.source}, which this system does not have`, 'choose another source')
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: (layer) => layer.source,
}
