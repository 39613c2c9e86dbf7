import type { ActivationFunction, ActivationSpec } from '@shared/architecture/layers/activation'
import {
  add,
  elu,
  erf,
  exp,
  leakyRelu,
  minimum,
  mul,
  relu,
  sigmoid,
  softplus,
  sub,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'

/** λ and α of Klambauer et al. 2017. */
const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 }

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
    case 'elu':
      return elu(x)
    case 'selu':
      return mul(add(relu(x), mul(sub(exp(minimum(x, 0)), 1), SELU.alpha)), SELU.scale)
    case 'swish':
      return mul(x, sigmoid(x))
    case 'gelu':
      return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1))
    case 'softplus':
      return softplus(x)
  }
}

export const activation: LayerImplementation<ActivationSpec> = {
  mixesSamples: false,
  apply: (layer, inputs) => ({ output: activate(only(inputs), layer.function), updates: {} }),
}
