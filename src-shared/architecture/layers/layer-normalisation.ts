import { z } from 'zod'
import { fits, type LayerDefinition, sizeOf } from '../layer'
import { affine } from './normalisation-weights'

/**
 * Layer normalisation (Ba et al. 2016): each sample is centred and scaled by the mean and biased variance of all its
 * values, then each channel by a learned scale and offset; PyTorch’s GroupNorm with one group, and its LayerNorm of a vector.
 */
export const LayerNormalisationSpec = z.strictObject({
  type: z.literal('layer-normalisation'),
  epsilon: z.number().gt(0).max(1),
})
export type LayerNormalisationSpec = z.infer<typeof LayerNormalisationSpec>

export const layerNormalisation: LayerDefinition<LayerNormalisationSpec> = {
  title: 'Layer normalisation',
  summary: 'Centres and scales each sample by its own values.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits(inputs[0] ?? []),
  weights: (_layer, inputs) => affine(inputs),
  multiplyAdds: (_layer, _inputs, output) => sizeOf(output),
  describe: () => '',
}
