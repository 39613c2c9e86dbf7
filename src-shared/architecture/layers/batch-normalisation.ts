import { z } from 'zod'
import { fits, Initialiser, type LayerDefinition, sizeOf } from '../layer'

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015). Training uses the batch's mean and biased
 * variance; sampling uses running statistics, updated as running·(1 − momentum) + batch·momentum with the unbiased
 * variance, as PyTorch does.
 */
export const BatchNormalisationSpec = z.strictObject({
  type: z.literal('batch-normalisation'),
  momentum: z.number().gt(0).max(1),
  epsilon: z.number().gt(0).max(1),
  scaleInitialiser: Initialiser,
})
export type BatchNormalisationSpec = z.infer<typeof BatchNormalisationSpec>

export const batchNormalisation: LayerDefinition<BatchNormalisationSpec> = {
  title: 'Batch normalisation',
  summary: 'Centres and scales each channel by the statistics of the batch.',
  inputs: { min: 1, max: 1 },
  infer: (_layer, inputs) => fits(inputs[0] ?? []),
  weights(layer, inputs) {
    const channels = inputs[0]?.at(-1) ?? 0
    const zeros: Initialiser = { type: 'constant', value: 0 }
    const ones: Initialiser = { type: 'constant', value: 1 }
    const fans = { shape: [channels], fanIn: channels, fanOut: channels }
    return [
      { name: 'scale', initialiser: layer.scaleInitialiser, trainable: true, ...fans },
      { name: 'offset', initialiser: zeros, trainable: true, ...fans },
      { name: 'mean', initialiser: zeros, trainable: false, ...fans },
      { name: 'variance', initialiser: ones, trainable: false, ...fans },
    ]
  },
  multiplyAdds: (_layer, _inputs, output) => sizeOf(output),
  describe: () => '',
}
