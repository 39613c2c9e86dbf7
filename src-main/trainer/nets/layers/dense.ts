import type { DenseSpec } from '@shared/architecture/layers/dense'
import { add, matMul } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only, pick } from '../layer'

export const dense: LayerImplementation<DenseSpec> = {
  mixesSamples: false,
  apply(layer, inputs, weights) {
    const product = matMul(only(inputs), pick(weights, 'kernel'))
    return { output: layer.bias ? add(product, pick(weights, 'bias')) : product, updates: {} }
  },
}
