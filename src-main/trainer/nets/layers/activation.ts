import type { ActivationFunction, ActivationSpec } from '@shared/architecture/layers/activation'
import { leakyRelu, relu, sigmoid, type Tensor, tanh } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

function activate(x: Tensor, f: ActivationFunction): Tensor {
  switch (f.name) {
    case 'relu':
      return relu(x)
    case 'leaky-relu':
      return leakyRelu(x, f.slope)
    case 'tanh':
      return tanh(x)
    case 'sigmoid':
      return sigmoid(x)
  }
}

export const activation: LayerImplementation<ActivationSpec> = {
  mixesSamples: false,
  apply: (layer, inputs) => ({ output: activate(only(inputs), layer.function), updates: {} }),
}
