import { formatShape, type Initialiser, sizeOf } from '@shared/architecture/layer'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import { formatCount, formatSetting } from '../ui/format/numbers'

/** A setting of a layer in words: its name, its value with unit and what it means. */
export interface LayerFact {
  readonly name: string
  readonly value: string
  readonly meaning: string
}

/** How an initialiser reads. */
export function describeInitialiser(initialiser: Initialiser): string {
  switch (initialiser.type) {
    case 'constant':
      return formatSetting(initialiser.value)
    case 'normal':
      return `N(${formatSetting(initialiser.mean)}, ${formatSetting(initialiser.deviation)})`
    case 'uniform-fan-in':
      return 'uniform ±1/√fan-in'
    case 'glorot-uniform':
      return 'Glorot uniform'
    case 'glorot-normal':
      return 'Glorot normal'
    case 'he-uniform':
      return 'He uniform'
    case 'he-normal':
      return 'He normal'
    case 'orthogonal':
      return `orthogonal, gain ${formatSetting(initialiser.gain)}`
  }
}

const fact = (name: string, value: string, meaning: string): LayerFact => ({ name, value, meaning })
const pixels = (count: number): string => `${formatCount(count)} px`

const spectral = (layer: { readonly spectralNormalisation?: boolean | undefined }): LayerFact[] =>
  layer.spectralNormalisation
    ? [fact('Spectral norm', 'yes', 'The weights are divided by their largest singular value')]
    : []

/** How the values of a layer with a bias of its own start. */
function beginnings(layer: Extract<LayerSpec, { bias: boolean }>): LayerFact[] {
  return [
    fact('Bias', layer.bias ? 'yes' : 'no', 'A constant that is learned and added to every output'),
    fact('Weights start as', describeInitialiser(layer.initialiser), 'Distribution that the weights are drawn from'),
    ...spectral(layer),
    ...(layer.bias
      ? [
          fact(
            'Biases start as',
            describeInitialiser(layer.biasInitialiser),
            'Distribution that the biases are drawn from',
          ),
        ]
      : []),
  ]
}

function convolution(layer: Extract<LayerSpec, { type: 'conv2d' | 'conv2d-transpose' }>): LayerFact[] {
  return [
    fact('Filters', formatCount(layer.filters), 'Channels of the output'),
    fact('Kernel', `${layer.kernel}×${layer.kernel} px`, 'The part of the image that one weight window covers'),
    fact('Stride', pixels(layer.stride), 'How far the window moves from one value to the next'),
    fact('Padding', pixels(layer.padding), 'Zeros added on each of the four sides'),
    ...beginnings(layer),
  ]
}

const EPSILON = 'Added to the variance, so that nothing is divided by zero'

/** The settings of a layer, in the order in which a person asks for them. */
export function layerFacts(layer: LayerSpec): LayerFact[] {
  switch (layer.type) {
    case 'input':
      return [fact('Source', layer.source, 'What enters the network here')]
    case 'dense':
      return [fact('Units', formatCount(layer.units), 'Values of the output'), ...beginnings(layer)]
    case 'conv2d':
    case 'conv2d-transpose':
      return convolution(layer)
    case 'batch-normalisation':
      return [
        fact('Momentum', formatSetting(layer.momentum), 'Share of each batch in the running statistics'),
        fact('Epsilon', formatSetting(layer.epsilon), EPSILON),
        fact('Scale starts as', describeInitialiser(layer.scaleInitialiser), 'Distribution of the learned scale'),
      ]
    case 'activation': {
      const { function: f } = layer
      const name = fact('Function', f.name, 'Applied to every value by itself')
      return f.name === 'leaky-relu'
        ? [name, fact('Slope', formatSetting(f.slope), 'Factor for values below zero')]
        : [name]
    }
    case 'dropout':
      return [fact('Rate', formatSetting(layer.rate), 'Probability that a value is dropped while training')]
    case 'reshape':
      return [
        fact('Shape', formatShape(layer.shape), `${formatCount(sizeOf(layer.shape))} values in a new order of axes`),
      ]
    case 'upsample':
      return [fact('Factor', formatCount(layer.factor), 'How many pixels a side each pixel becomes')]
    case 'residual-block':
      return [
        fact('Filters', formatCount(layer.filters), 'Channels of the output'),
        fact('Size', layer.resample, 'Whether the image is doubled, halved or kept'),
        fact('Normalisation', layer.normalisation, 'Before each of its convolutions'),
        fact(
          'Weights start as',
          describeInitialiser(layer.initialiser),
          'Distribution that the weights are drawn from',
        ),
        ...spectral(layer),
      ]
    case 'pooling':
      return [
        fact('Kind', layer.kind, 'What is taken of each window'),
        fact('Window', `${layer.kernel}×${layer.kernel} px`, 'The part of the image that one value stands for'),
        fact('Stride', pixels(layer.stride), 'How far the window moves from one value to the next'),
        fact('Padding', pixels(layer.padding), 'Pixels added on each of the four sides'),
      ]
    case 'global-pooling':
      return [fact('Kind', layer.kind, 'What is taken of each channel')]
    case 'layer-normalisation':
      return [fact('Epsilon', formatSetting(layer.epsilon), EPSILON)]
    case 'instance-normalisation':
      return [
        fact('Epsilon', formatSetting(layer.epsilon), EPSILON),
        fact('Affine', layer.affine ? 'yes' : 'no', 'A scale and an offset that are learned for each channel'),
      ]
    case 'gaussian-noise':
      return [fact('Deviation', formatSetting(layer.deviation), 'Of the noise that is added while training')]
    case 'embedding':
      return [
        fact('Units', formatCount(layer.units), 'Values of the output'),
        fact('Starts as', describeInitialiser(layer.initialiser), 'Distribution that the vectors are drawn from'),
      ]
    case 'projection':
      return [fact('Starts as', describeInitialiser(layer.initialiser), 'Distribution that the vectors are drawn from')]
    case 'flatten':
    case 'add':
    case 'concatenate':
      return []
  }
}
