import { z } from 'zod'
import { fits, formatShape, Initialiser, type LayerDefinition, misfits, sizeOf } from '../layer'
import { SpectralNormalisation, singularVector } from './spectral'

/**
 * Transposed convolution, the gradient of a convolution with respect to its input (Dumoulin and Visin 2016).
 * Kernel [k, k, filters, in]; output size (in − 1)·stride − 2·padding + kernel.
 */
export const Conv2dTransposeSpec = z.strictObject({
  type: z.literal('conv2d-transpose'),
  filters: z.int().min(1).max(65_536),
  kernel: z.int().min(1).max(64),
  stride: z.int().min(1).max(16),
  padding: z.int().min(0).max(32),
  bias: z.boolean(),
  initialiser: Initialiser,
  biasInitialiser: Initialiser,
  spectralNormalisation: SpectralNormalisation,
})
export type Conv2dTransposeSpec = z.infer<typeof Conv2dTransposeSpec>

export const conv2dTranspose: LayerDefinition<Conv2dTransposeSpec> = {
  title: 'Transposed convolution',
  summary: 'A convolution run backwards; a stride of 2 doubles the image.',
  inputs: { min: 1, max: 1 },
  infer(layer, inputs) {
    const shape = inputs[0] ?? []
    const [height, width] = shape
    if (shape.length !== 3 || height === undefined || width === undefined) {
      return misfits(`needs an image but gets ${formatShape(shape)}`, 'insert a Reshape layer before it')
    }
    const out = (size: number) => (size - 1) * layer.stride - 2 * layer.padding + layer.kernel
    if (out(height) < 1 || out(width) < 1) return misfits('its padding removes the whole output', 'use less padding')
    if (layer.padding >= layer.kernel)
      return misfits('its padding is as large as its kernel', `use a padding below ${layer.kernel}`)
    return fits([out(height), out(width), layer.filters])
  },
  weights(layer, inputs) {
    const channels = inputs[0]?.[2] ?? 0
    const area = layer.kernel * layer.kernel
    // PyTorch counts the fan-in of a transposed convolution over its filters; the initialisers here follow it.
    const fans = { fanIn: layer.filters * area, fanOut: channels * area, trainable: true }
    const shape = [layer.kernel, layer.kernel, layer.filters, channels]
    const kernel = { name: 'kernel', shape, initialiser: layer.initialiser, ...fans }
    const singular = layer.spectralNormalisation ? [singularVector(layer.filters)] : []
    if (!layer.bias) return [kernel, ...singular]
    return [kernel, { name: 'bias', shape: [layer.filters], initialiser: layer.biasInitialiser, ...fans }, ...singular]
  },
  multiplyAdds: (layer, inputs) => sizeOf(inputs[0] ?? [0]) * layer.kernel * layer.kernel * layer.filters,
  describe: (layer) =>
    `${layer.filters} · k${layer.kernel} s${layer.stride} p${layer.padding}${layer.bias ? '' : ' · no bias'}${layer.spectralNormalisation ? ' · spectral' : ''}`,
}
