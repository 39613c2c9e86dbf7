import { z } from 'zod'
import { fits, formatShape, Initialiser, type LayerDefinition, misfits, sizeOf } from '../layer'
import { SpectralNormalisation, singularVector } from './spectral'

/** Two-dimensional convolution over [height, width, channels]; kernel [k, k, in, filters]. */
export const Conv2dSpec = z.strictObject({
  type: z.literal('conv2d'),
  filters: z.int().min(1).max(65_536),
  kernel: z.int().min(1).max(64),
  stride: z.int().min(1).max(16),
  /** Zeros added on each of the four sides. */
  padding: z.int().min(0).max(32),
  bias: z.boolean(),
  initialiser: Initialiser,
  biasInitialiser: Initialiser,
  spectralNormalisation: SpectralNormalisation,
})
export type Conv2dSpec = z.infer<typeof Conv2dSpec>

export const conv2d: LayerDefinition<Conv2dSpec> = {
  title: 'Convolution',
  summary: 'Slides filters over the image; a stride of 2 halves its size.',
  inputs: { min: 1, max: 1 },
  infer(layer, inputs) {
    const shape = inputs[0] ?? []
    const [height, width] = shape
    if (shape.length !== 3 || height === undefined || width === undefined) {
      return misfits(`needs an image but gets ${formatShape(shape)}`, 'insert a Reshape layer before it')
    }
    const out = (size: number) => Math.floor((size + 2 * layer.padding - layer.kernel) / layer.stride) + 1
    if (out(height) < 1 || out(width) < 1) {
      return misfits(
        `its ${layer.kernel}×${layer.kernel} kernel is larger than the padded ${formatShape(shape)} input`,
        'use a smaller kernel or more padding',
      )
    }
    return fits([out(height), out(width), layer.filters])
  },
  weights(layer, inputs) {
    const channels = inputs[0]?.[2] ?? 0
    const area = layer.kernel * layer.kernel
    const fans = { fanIn: channels * area, fanOut: layer.filters * area, trainable: true }
    const shape = [layer.kernel, layer.kernel, channels, layer.filters]
    const kernel = { name: 'kernel', shape, initialiser: layer.initialiser, ...fans }
    const singular = layer.spectralNormalisation ? [singularVector(layer.filters)] : []
    if (!layer.bias) return [kernel, ...singular]
    return [kernel, { name: 'bias', shape: [layer.filters], initialiser: layer.biasInitialiser, ...fans }, ...singular]
  },
  multiplyAdds: (layer, inputs, output) => sizeOf(output) * layer.kernel * layer.kernel * (inputs[0]?.[2] ?? 0),
  describe: (layer) =>
    `${layer.filters} · k${layer.kernel} s${layer.stride} p${layer.padding}${layer.bias ? '' : ' · no bias'}${layer.spectralNormalisation ? ' · spectral' : ''}`,
}
