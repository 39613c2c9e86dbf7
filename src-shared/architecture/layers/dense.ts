import { z } from 'zod'
import { fits, formatShape, Initialiser, type LayerDefinition, misfits, type Shape } from '../layer'
import { SpectralNormalisation, singularVector } from './spectral'

/** Fully connected layer: y = x·W + b with W of shape [in, units]. */
export const DenseSpec = z.strictObject({
  type: z.literal('dense'),
  units: z.int().min(1).max(1_000_000),
  bias: z.boolean(),
  initialiser: Initialiser,
  biasInitialiser: Initialiser,
  spectralNormalisation: SpectralNormalisation,
})
export type DenseSpec = z.infer<typeof DenseSpec>

const width = (inputs: readonly Shape[]): number => inputs[0]?.[0] ?? 0

export const dense: LayerDefinition<DenseSpec> = {
  title: 'Dense',
  summary: 'Every output is a weighted sum of every input.',
  inputs: { min: 1, max: 1 },
  infer(layer, inputs) {
    const shape = inputs[0] ?? []
    if (shape.length !== 1)
      return misfits(`needs a vector but gets ${formatShape(shape)}`, 'insert a Flatten layer before it')
    return fits([layer.units])
  },
  weights(layer, inputs) {
    const fanIn = width(inputs)
    const fans = { fanIn, fanOut: layer.units, trainable: true }
    const kernel = { name: 'kernel', shape: [fanIn, layer.units], initialiser: layer.initialiser, ...fans }
    const singular = layer.spectralNormalisation ? [singularVector(layer.units)] : []
    if (!layer.bias) return [kernel, ...singular]
    return [kernel, { name: 'bias', shape: [layer.units], initialiser: layer.biasInitialiser, ...fans }, ...singular]
  },
  multiplyAdds: (layer, inputs) => width(inputs) * layer.units,
  describe: (layer) =>
    `${layer.units}${layer.bias ? '' : ' · no bias'}${layer.spectralNormalisation ? ' · spectral' : ''}`,
}
