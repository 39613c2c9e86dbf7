import { type Shape, sizeOf, type WeightSpec } from '../layer'
import type { ActivationFunction } from '../layers/activation'
import type { Conv2dSpec } from '../layers/conv2d'
import type { Conv2dTransposeSpec } from '../layers/conv2d-transpose'
import type { PoolingSpec } from '../layers/pooling'
import type { PlacedLayer } from '../network-analysis'
import type { KerasBuilder } from './builder'
import type { KerasSettings } from './graph'
import { kerasInitialiser } from './initialisers'
import { batchNormalised, padded, sampleNormalised, square, weighted } from './parts'
import { residual } from './residual'

/** A layer that is being written: its name, what follows from its place, and the Keras layers that give its inputs. */
export interface Written extends PlacedLayer {
  readonly name: string
  readonly from: readonly string[]
}

const first = (list: readonly string[]): string => list[0] ?? ''

const part = ({ name, from, weights }: Written) =>
  ({ place: 'main', name, prefix: `${name}/`, from: first(from), weights }) as const

function activation(builder: KerasBuilder, { name, from }: Written, f: ActivationFunction): string {
  if (f.name !== 'leaky-relu') {
    return builder.main({ name, className: 'Activation', config: { activation: f.name }, inputs: from })
  }
  const slope = builder.dialect === 'keras' ? 'negative_slope' : 'alpha'
  return builder.main({ name, className: 'LeakyReLU', config: { [slope]: f.slope }, inputs: from })
}

function convolution(
  builder: KerasBuilder,
  written: Written,
  { filters, kernel, stride, padding }: Conv2dSpec,
): string {
  const from = padded(builder, written.name, padding, first(written.from))
  const config = { filters, kernel_size: [kernel, kernel], strides: [stride, stride], padding: 'valid' }
  return weighted(builder, { ...part(written), from }, 'Conv2D', config)
}

/** Keras grows an image to at least in·stride and takes no padding away: what is too much is cut off behind it. */
function transposed(builder: KerasBuilder, written: Written, layer: Conv2dTransposeSpec): string {
  const { filters, kernel, stride, padding } = layer
  const config = { filters, kernel_size: [kernel, kernel], strides: [stride, stride], padding: 'valid' }
  const grown = weighted(builder, part(written), 'Conv2DTranspose', config)
  const behind = padding + Math.max(0, stride - kernel)
  if (padding === 0 && behind === 0) return grown
  const cropping = square(padding, behind)
  return builder.beside({
    name: `${written.name}_crop`,
    className: 'Cropping2D',
    config: { cropping },
    inputs: [grown],
  })
}

function pooled(builder: KerasBuilder, written: Written, { kind, kernel, stride, padding }: PoolingSpec): string {
  const { name } = written
  const sizes = { pool_size: [kernel, kernel], strides: [stride, stride] }
  if (kind === 'average') {
    const from = padded(builder, name, padding, first(written.from))
    return builder.main({
      name,
      className: 'AveragePooling2D',
      config: { ...sizes, padding: 'valid' },
      inputs: [from],
    })
  }
  const same = padding > 0 && stride === 1 && kernel === 2 * padding + 1
  if (padding > 0 && !same) {
    return builder.refuse(
      name,
      'is a maximum with a padding, which Keras does not have',
      'set its padding to 0, or its stride to 1 and its padding to half its kernel',
    )
  }
  const config = { ...sizes, padding: same ? 'same' : 'valid' }
  return builder.main({ name, className: 'MaxPooling2D', config, inputs: written.from })
}

function summarised(
  builder: KerasBuilder,
  { name, from, inputShapes }: Written,
  kind: 'average' | 'sum' | 'max',
): string {
  const className = kind === 'max' ? 'GlobalMaxPooling2D' : 'GlobalAveragePooling2D'
  const mean = builder.main({ name, className, inputs: from })
  if (kind !== 'sum') return mean
  const [height = 1, width = 1] = inputShapes[0] ?? []
  const config = { scale: height * width, offset: 0 }
  return builder.beside({ name: `${name}_sum`, className: 'Rescaling', config, inputs: [mean] })
}

/** A table of vectors as the kernel of a dense layer, without a bias, on the one-hot label. */
const tableSettings = (builder: KerasBuilder, units: number, table: WeightSpec | undefined): KerasSettings => ({
  units,
  use_bias: false,
  ...(table === undefined ? {} : { kernel_initializer: kerasInitialiser(table, builder.dialect, false) }),
})

function projected(builder: KerasBuilder, { name, from, weights, inputShapes }: Written): string {
  const [features = '', label = ''] = from
  const config = tableSettings(builder, sizeOf(inputShapes[0] ?? []), weights[0])
  const vector = builder.beside({
    name: `${name}_table`,
    className: 'Dense',
    config,
    inputs: [label],
    weights: [`${name}/table`],
  })
  return builder.main({ name, className: 'Dot', config: { axes: 1, normalize: false }, inputs: [features, vector] })
}

const batchShape = (shape: Shape) => [null, ...shape]

/** Writes one layer of the studio as Keras layers; the answer is the name of the one that gives its output. */
export function expand(builder: KerasBuilder, written: Written): string {
  const { name, from, weights, shape, inputShapes, node } = written
  const { layer } = node
  const plain = (className: string, config: KerasSettings = {}) =>
    builder.main({ name, className, config, inputs: from })
  switch (layer.type) {
    case 'input': {
      const key = builder.dialect === 'keras' ? 'batch_shape' : 'batch_input_shape'
      return plain('InputLayer', { [key]: batchShape(shape), dtype: 'float32' })
    }
    case 'dense':
      return weighted(builder, part(written), 'Dense', { units: layer.units })
    case 'conv2d':
      return convolution(builder, written, layer)
    case 'conv2d-transpose':
      return transposed(builder, written, layer)
    case 'batch-normalisation':
      return batchNormalised(builder, part(written), layer.momentum, layer.epsilon)
    case 'activation':
      return activation(builder, written, layer.function)
    case 'dropout':
      return plain('Dropout', { rate: layer.rate })
    case 'gaussian-noise':
      return plain('GaussianNoise', { stddev: layer.deviation })
    case 'reshape':
      return plain('Reshape', { target_shape: layer.shape })
    case 'flatten': {
      // TF.js flattens no vector.
      const vector = builder.dialect === 'tfjs' && inputShapes[0]?.length === 1
      return vector ? plain('Reshape', { target_shape: shape }) : plain('Flatten')
    }
    case 'upsample':
      return plain('UpSampling2D', { size: [layer.factor, layer.factor], interpolation: 'nearest' })
    case 'residual-block':
      return residual(builder, { name, from: first(from), weights, shape: inputShapes[0] ?? [], layer, output: shape })
    case 'pooling':
      return pooled(builder, written, layer)
    case 'global-pooling':
      return summarised(builder, written, layer.kind)
    case 'layer-normalisation':
      return sampleNormalised(builder, part(written), { kind: 'layer', epsilon: layer.epsilon, shape })
    case 'instance-normalisation':
      return sampleNormalised(builder, part(written), { kind: 'instance', epsilon: layer.epsilon, shape })
    case 'add':
      return plain('Add')
    case 'concatenate':
      return plain('Concatenate', { axis: -1 })
    case 'embedding':
      return builder.main({
        name,
        className: 'Dense',
        config: tableSettings(builder, layer.units, weights[0]),
        inputs: from,
        weights: [`${name}/table`],
      })
    case 'projection':
      return projected(builder, written)
  }
}
