import type { DenseSpec } from '@shared/architecture/layers/dense'
import { add, matMul } from '@tensorflow/tfjs-core'
import { kernelOf } from '../kernel'
import { type LayerImplementation, only, pick } from '../layer'

export const dense: LayerImplementation<DenseSpec> = {
  mixesSamples: false,
  apply(layer, inputs, weights, context) {
    const { kernel, updates } = kernelOf(layer, weights, 'last', context)
    const product = matMul(only(inputs), kernel)
    return { output: layer.bias ? add(product, pick(weights, 'bias')) : product, updates }
  },
}
