import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits, sizeOf } from '../layer'
import { affine } from './normalisation-weights'

/**
 * Instance normalisation (Ulyanov et al. 2016): each channel of each image is centred and scaled by its own mean and
 * biased variance. `affine` adds a learned scale and offset for each channel.
 */
export const InstanceNormalisationSpec = z.strictObject({
  type: z.literal('instance-normalisation'),
  epsilon: z.number().gt(0).max(1),
  affine: z.boolean(),
})
export type InstanceNormalisationSpec = z.infer<typeof InstanceNormalisationSpec>

export const instanceNormalisation: LayerDefinition<InstanceNormalisationSpec> = {
  title: 'Instance normalisation',
  summary: 'Centres and scales each channel of each image by its own values.',
  inputs: { min: 1, max: 1 },
  infer(_layer, inputs) {
    const shape = inputs[0] ?? []
    const [height = 0, width = 0] = shape
    if (shape.length !== 3) {
      return misfits(`needs an image but gets ${formatShape(shape)}`, 'use layer normalisation for a vector')
    }
    if (height * width < 2) return misfits('gets one pixel, whose variance is zero', 'move it before that layer')
    return fits(shape)
  },
  weights: (layer, inputs) => (layer.affine ? affine(inputs) : []),
  multiplyAdds: (_layer, _inputs, output) => sizeOf(output),
  describe: (layer) => (layer.affine ? 'affine' : ''),
}
