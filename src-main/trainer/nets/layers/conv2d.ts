import type { Conv2dSpec } from '@shared/architecture/layers/conv2d'
import { add, conv2d as convolve } from '@tensorflow/tfjs-core'
import { kernelOf } from '../kernel'
import { type LayerImplementation, only, pick } from '../layer'
import { rank4 } from '../rank'

export const conv2d: LayerImplementation<Conv2dSpec> = {
  mixesSamples: false,
  apply(layer, inputs, weights, context) {
    const { kernel, updates } = kernelOf(layer, weights, 'last', context)
    const output = convolve(rank4(only(inputs)), rank4(kernel), layer.stride, layer.padding)
    return { output: layer.bias ? add(output, pick(weights, 'bias')) : output, updates }
  },
}
