import type { Conv2dTransposeSpec } from '@shared/architecture/layers/conv2d-transpose'
import { add, conv2dTranspose as convolveTransposed } from '@tensorflow/tfjs-core'
import { kernelOf } from '../kernel'
import { type LayerImplementation, only, pick } from '../layer'
import { rank4 } from '../rank'

export const conv2dTranspose: LayerImplementation<Conv2dTransposeSpec> = {
  mixesSamples: false,
  apply(layer, inputs, weights, context) {
    const { kernel, updates } = kernelOf(layer, weights, 'before-last', context)
    const image = rank4(only(inputs))
    const [batch, height, width] = image.shape
    const size = (of: number) => (of - 1) * layer.stride - 2 * layer.padding + layer.kernel
    const output = convolveTransposed(
      image,
      rank4(kernel),
      [batch, size(height), size(width), layer.filters],
      layer.stride,
      layer.padding,
    )
    return { output: layer.bias ? add(output, pick(weights, 'bias')) : output, updates }
  },
}
