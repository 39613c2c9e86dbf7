import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits, sizeOf } from '../layer'

/** The mean, the sum or the largest value of each channel over the whole image: a vector of the channels. */
export const GlobalPoolingSpec = z.strictObject({
  type: z.literal('global-pooling'),
  kind: z.enum(['average', 'sum', 'max']),
})
export type GlobalPoolingSpec = z.infer<typeof GlobalPoolingSpec>

export const globalPooling: LayerDefinition<GlobalPoolingSpec> = {
  title: 'Global pooling',
  summary: 'One value for each channel of the image.',
  inputs: { min: 1, max: 1 },
  infer(_layer, inputs) {
    const shape = inputs[0] ?? []
    const channels = shape[2]
    if (channels === undefined) return misfits(`needs an image but gets ${formatShape(shape)}`, 'remove it')
    return fits([channels])
  },
  weights: () => [],
  multiplyAdds: (_layer, inputs) => sizeOf(inputs[0] ?? []),
  describe: ({ kind }) => kind,
}
