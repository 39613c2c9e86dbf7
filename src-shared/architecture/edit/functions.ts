import type { ActivationFunction } from '../layers/activation'

/** An activation as menus and the palette offer it. */
interface OfferedFunction<N extends ActivationFunction['name']> {
  readonly title: string
  /** Other words by which people look for it. */
  readonly words: readonly string[]
  /** What it begins with when it is chosen. */
  readonly start: Extract<ActivationFunction, { name: N }>
}

/** Every activation function, most used first. */
export const functions: { readonly [N in ActivationFunction['name']]: OfferedFunction<N> } = {
  relu: { title: 'ReLU', words: ['rectifier', 'rectified linear'], start: { name: 'relu' } },
  'leaky-relu': { title: 'LeakyReLU', words: ['leaky relu', 'lrelu'], start: { name: 'leaky-relu', slope: 0.2 } },
  tanh: { title: 'tanh', words: ['hyperbolic tangent'], start: { name: 'tanh' } },
  sigmoid: { title: 'Sigmoid', words: ['logistic'], start: { name: 'sigmoid' } },
  elu: { title: 'ELU', words: ['exponential linear'], start: { name: 'elu' } },
  selu: { title: 'SELU', words: ['scaled exponential linear'], start: { name: 'selu' } },
  swish: { title: 'Swish', words: ['silu'], start: { name: 'swish' } },
  gelu: { title: 'GELU', words: ['gaussian error linear'], start: { name: 'gelu' } },
  softplus: { title: 'Softplus', words: ['soft plus'], start: { name: 'softplus' } },
}
