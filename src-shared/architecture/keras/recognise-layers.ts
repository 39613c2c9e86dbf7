import { z } from 'zod'
import { type Initialiser, type Shape, sizeOf } from '../layer'
import type { ActivationFunction } from '../layers/activation'
import type { LayerSpec } from '../layers/registry'
import { weightsOf } from '../layers/registry'
import { demand, NotUnderstood, readInitialiser, setting, side } from './read-settings'

/** What a layer is read from: its settings, and what it takes. */
export interface Reading {
  readonly config: Readonly<Record<string, unknown>>
  /** Shapes of its inputs, without the batch. */
  readonly shapes: readonly Shape[]
  /** Zeros that a layer before it adds on each side. */
  readonly padding: number
  /** What a layer behind it cuts off, before and behind; undefined where there is none. */
  readonly cropping: readonly [number, number] | undefined
  readonly spectral: boolean
  note(text: string): void
}

/** Reads a layer of one class. @throws NotUnderstood */
type Reader = (reading: Reading) => LayerSpec

const usual: Initialiser = { type: 'glorot-uniform' }
const zero: Initialiser = { type: 'constant', value: 0 }
const one: Initialiser = { type: 'constant', value: 1 }

type Weighted = Extract<LayerSpec, { type: 'dense' | 'conv2d' | 'conv2d-transpose' }>

/** Takes over how the weights start; the weights' fans follow from the layer itself. */
function withStart<T extends Weighted>(layer: T, { config, shapes, note }: Reading): T {
  const fans = new Map(weightsOf(layer, shapes).map((weight) => [weight.name, weight]))
  const read = (weight: string, key: string, otherwise: Initialiser): Initialiser => {
    const { initialiser, note: left } = readInitialiser(
      config[key],
      fans.get(weight) ?? { fanIn: 1, fanOut: 1 },
      otherwise,
    )
    if (left !== undefined) note(left)
    return initialiser
  }
  return {
    ...layer,
    initialiser: read('kernel', 'kernel_initializer', usual),
    biasInitialiser: layer.bias ? read('bias', 'bias_initializer', zero) : zero,
  }
}

const start = ({ config, spectral }: Reading) => ({
  bias: setting(config, 'use_bias', z.boolean(), true),
  initialiser: usual,
  biasInitialiser: zero,
  ...(spectral ? { spectralNormalisation: true } : {}),
})

const plainConvolution = {
  data_format: ['channels_last'],
  dilation_rate: [1, [1, 1]],
  groups: [1],
  output_padding: [],
}

/** The padding that “same” is on all four sides. @throws NotUnderstood where it is not even */
function evenPadding(size: number, kernel: number, stride: number): number {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size)
  if (total % 2 === 0) return total / 2
  throw new NotUnderstood(
    `pads unevenly (“same” with a kernel of ${kernel} and a stride of ${stride}), and the studio’s padding is even`,
  )
}

function paddingOf({ config, shapes, padding }: Reading, kernel: number, stride: number): number {
  const mode = setting(config, 'padding', z.enum(['valid', 'same']), 'valid')
  if (mode === 'valid') return padding
  const [height = 1, width = 1] = shapes[0] ?? []
  const [vertical, horizontal] = [evenPadding(height, kernel, stride), evenPadding(width, kernel, stride)]
  if (vertical === horizontal && padding === 0) return vertical
  throw new NotUnderstood('pads its height and its width differently, and the studio’s padding is even')
}

function conv2d(reading: Reading): LayerSpec {
  const { config } = reading
  demand(config, plainConvolution)
  const [kernel, stride] = [side(config, 'kernel_size'), side(config, 'strides', 1)]
  const padding = paddingOf(reading, kernel, stride)
  return withStart(
    { type: 'conv2d', filters: setting(config, 'filters', z.int()), kernel, stride, padding, ...start(reading) },
    reading,
  )
}

/** What is taken away from the whole transposed convolution on each side. */
function cutOff({ config, cropping }: Reading, kernel: number, stride: number): number {
  const mode = setting(config, 'padding', z.enum(['valid', 'same']), 'valid')
  const beyond = Math.max(0, stride - kernel)
  if (mode === 'valid') {
    const [before, behind] = cropping ?? [0, 0]
    if (behind === before + beyond) return before
    throw new NotUnderstood('is cut unevenly, or wider than its strides are long, which the studio’s is not')
  }
  if (cropping === undefined && kernel >= stride && (kernel - stride) % 2 === 0) return (kernel - stride) / 2
  throw new NotUnderstood(`is cut unevenly (“same” with a kernel of ${kernel} and a stride of ${stride})`)
}

function conv2dTranspose(reading: Reading): LayerSpec {
  const { config } = reading
  demand(config, plainConvolution)
  const [kernel, stride] = [side(config, 'kernel_size'), side(config, 'strides', 1)]
  const padding = cutOff(reading, kernel, stride)
  return withStart(
    {
      type: 'conv2d-transpose',
      filters: setting(config, 'filters', z.int()),
      kernel,
      stride,
      padding,
      ...start(reading),
    },
    reading,
  )
}

const simple: readonly ActivationFunction['name'][] = [
  'relu',
  'tanh',
  'sigmoid',
  'elu',
  'selu',
  'swish',
  'gelu',
  'softplus',
]

/** An activation by the name that Keras has for it; undefined for none. @throws NotUnderstood */
export function activationOf(value: unknown): ActivationFunction | undefined {
  if (value === undefined || value === null || value === 'linear') return undefined
  const name = value === 'silu' ? 'swish' : value
  const known = simple.find((one) => one === name)
  if (known !== undefined && known !== 'leaky-relu') return { name: known }
  if (name === 'leaky_relu') return { name: 'leaky-relu', slope: 0.2 }
  throw new NotUnderstood(`has the activation ${JSON.stringify(value)}, which the studio does not have`)
}

const activation = (f: ActivationFunction): LayerSpec => ({ type: 'activation', function: f })

function batchNormalisation({ config, shapes, note }: Reading): LayerSpec {
  const last = shapes[0]?.length ?? 0
  demand(config, { axis: [-1, last, [-1], [last]], center: [true], scale: [true] })
  const number = (key: string, otherwise: number) => setting(config, key, z.number(), otherwise)
  const fans = { fanIn: shapes[0]?.at(-1) ?? 1, fanOut: shapes[0]?.at(-1) ?? 1 }
  const { initialiser, note: left } = readInitialiser(config['gamma_initializer'], fans, one)
  if (left !== undefined) note(left)
  // 1 − 0.9 is not 0.1 in binary; people mean the short number.
  const momentum = Number((1 - number('momentum', 0.99)).toPrecision(12))
  return {
    type: 'batch-normalisation',
    momentum,
    epsilon: number('epsilon', 1e-3),
    scaleInitialiser: initialiser,
  }
}

function groupNormalisation({ config, shapes }: Reading): LayerSpec {
  const shape = shapes[0] ?? []
  demand(config, { axis: [-1, shape.length, [-1], [shape.length]] })
  const [groups, channels] = [setting(config, 'groups', z.int(), 32), shape.at(-1) ?? 0]
  const affine = setting(config, 'scale', z.boolean(), true)
  const epsilon = setting(config, 'epsilon', z.number(), 1e-3)
  if (setting(config, 'center', z.boolean(), true) === affine) {
    if (groups === 1 && affine) return { type: 'layer-normalisation', epsilon }
    if (groups === -1 || groups === channels) return { type: 'instance-normalisation', epsilon, affine }
  }
  throw new NotUnderstood('normalises in groups, which the studio does for all channels or for each alone')
}

function pooling(kind: 'max' | 'average'): Reader {
  return (reading) => {
    const { config } = reading
    demand(config, { data_format: ['channels_last'] })
    const kernel = side(config, 'pool_size', 2)
    const stride = side(config, 'strides', kernel)
    const padding = kind === 'max' && reading.padding > 0 ? Number.NaN : paddingOf(reading, kernel, stride)
    if (Number.isNaN(padding) || (kind === 'average' && reading.padding === 0 && padding > 0)) {
      throw new NotUnderstood('pools over a padding in a way that the studio does not')
    }
    return { type: 'pooling', kind, kernel, stride, padding }
  }
}

const globalPooling =
  (kind: 'average' | 'max'): Reader =>
  ({ config }) => {
    demand(config, { data_format: ['channels_last'], keepdims: [false] })
    return { type: 'global-pooling', kind }
  }

function reshape({ config, shapes }: Reading): LayerSpec {
  const wanted = setting(config, 'target_shape', z.array(z.int()).min(1).max(3))
  const known = wanted.reduce((product, size) => (size === -1 ? product : product * size), 1)
  const all = sizeOf(shapes[0] ?? [])
  return { type: 'reshape', shape: wanted.map((size) => (size === -1 ? Math.floor(all / known) : size)) }
}

function upsample({ config }: Reading): LayerSpec {
  demand(config, { data_format: ['channels_last'], interpolation: ['nearest'] })
  return { type: 'upsample', factor: side(config, 'size', 2) }
}

function concatenate({ config, shapes }: Reading): LayerSpec {
  demand(config, { axis: [-1, shapes[0]?.length ?? 0] })
  return { type: 'concatenate' }
}

const leaky: Reader = ({ config }) => {
  const slope = config['negative_slope'] ?? config['alpha'] ?? 0.3
  return activation({ name: 'leaky-relu', slope: setting({ slope }, 'slope', z.number()) })
}

/** The classes of layers that are read by themselves, that is, without their neighbours. */
export const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'Dense',
    (reading) =>
      withStart({ type: 'dense', units: setting(reading.config, 'units', z.int()), ...start(reading) }, reading),
  ],
  ['Conv2D', conv2d],
  ['Conv2DTranspose', conv2dTranspose],
  ['BatchNormalization', batchNormalisation],
  ['GroupNormalization', groupNormalisation],
  ['LeakyReLU', leaky],
  [
    'ReLU',
    ({ config }) => {
      demand(config, { max_value: [], threshold: [0] })
      const slope = setting(config, 'negative_slope', z.number(), 0)
      return activation(slope === 0 ? { name: 'relu' } : { name: 'leaky-relu', slope })
    },
  ],
  [
    'ELU',
    ({ config }) => {
      demand(config, { alpha: [1] })
      return activation({ name: 'elu' })
    },
  ],
  ['Dropout', ({ config }) => ({ type: 'dropout', rate: setting(config, 'rate', z.number()) })],
  ['GaussianNoise', ({ config }) => ({ type: 'gaussian-noise', deviation: setting(config, 'stddev', z.number()) })],
  ['Flatten', () => ({ type: 'flatten' })],
  ['Reshape', reshape],
  ['UpSampling2D', upsample],
  ['MaxPooling2D', pooling('max')],
  ['AveragePooling2D', pooling('average')],
  ['GlobalAveragePooling2D', globalPooling('average')],
  ['GlobalMaxPooling2D', globalPooling('max')],
  ['Add', () => ({ type: 'add' })],
  ['Concatenate', concatenate],
])
