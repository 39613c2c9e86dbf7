import type { Shape, WeightSpec } from '../layer'
import type { KerasBuilder } from './builder'
import type { KerasSettings } from './graph'
import { drawnAs } from './settings'

/** Where a part goes: under the name of the studio's layer, or beside it. */
type Place = 'main' | 'beside'

interface Part {
  readonly place: Place
  /** Its name in Keras. */
  readonly name: string
  /** The studio's layer with the prefix of the part's weights, such as `block/first-`. */
  readonly prefix: string
  readonly from: string
  /** The part's weights without their prefix. */
  readonly weights: readonly WeightSpec[]
}

const named = ({ prefix }: Part, weights: readonly string[]): string[] => weights.map((weight) => `${prefix}${weight}`)

const has = ({ weights }: Part, name: string): boolean => weights.some((weight) => weight.name === name)

const put = (builder: KerasBuilder, part: Part, className: string, config: KerasSettings, weights: readonly string[]) =>
  builder[part.place]({ name: part.name, className, config, inputs: [part.from], weights: named(part, weights) })

/** Zeros around an image; itself where there are none. */
export const padded = (builder: KerasBuilder, name: string, padding: number, from: string): string =>
  padding === 0
    ? from
    : builder.beside({
        name: `${name}_pad`,
        className: 'ZeroPadding2D',
        config: { padding: square(padding, padding) },
        inputs: [from],
      })

/** Rows and columns before and behind. */
export const square = (before: number, behind: number) => [
  [before, behind],
  [before, behind],
]

/** A layer with a kernel, in the wrapper that divides it by its largest singular value where that is wanted. */
export function weighted(
  builder: KerasBuilder,
  part: Part,
  className: 'Dense' | 'Conv2D' | 'Conv2DTranspose',
  settings: KerasSettings,
): string {
  const bias = has(part, 'bias')
  const config = { ...settings, use_bias: bias, ...drawnAs(part.weights, builder.dialect) }
  const weights = bias ? ['kernel', 'bias'] : ['kernel']
  if (!has(part, 'singular')) return put(builder, part, className, config, weights)
  if (builder.dialect === 'tfjs') {
    return builder.refuse(
      part.prefix.split('/')[0] ?? part.name,
      'is spectrally normalised, which TF.js layers are not',
      'turn spectral normalisation off for it, or export for Keras',
    )
  }
  const layer = { className, config: { name: `${part.name}_inner`, ...config } }
  return put(builder, part, 'SpectralNormalization', { layer, power_iterations: 1 }, [...weights, 'singular'])
}

/** Statistics of the batch. */
export const batchNormalised = (builder: KerasBuilder, part: Part, momentum: number, epsilon: number): string =>
  put(
    builder,
    part,
    'BatchNormalization',
    { momentum: 1 - momentum, epsilon, ...drawnAs(part.weights, builder.dialect) },
    ['scale', 'offset', 'mean', 'variance'],
  )

/**
 * Normalises each sample over all its values, or over each of its channels, then scales and moves each channel. TF.js has no
 * group normalisation: there an image is normalised without a scale, and a depthwise convolution of 1 × 1 scales and moves it.
 */
export function sampleNormalised(
  builder: KerasBuilder,
  part: Part,
  { kind, epsilon, shape }: { readonly kind: 'layer' | 'instance'; readonly epsilon: number; readonly shape: Shape },
): string {
  const affine = has(part, 'scale')
  if (shape.length === 1) {
    return put(builder, part, 'LayerNormalization', { axis: -1, epsilon, center: true, scale: true }, [
      'scale',
      'offset',
    ])
  }
  if (builder.dialect === 'keras') {
    const config = { groups: kind === 'layer' ? 1 : -1, axis: -1, epsilon, center: affine, scale: affine }
    return put(builder, part, 'GroupNormalization', config, affine ? ['scale', 'offset'] : [])
  }
  if (shape.length === 2) {
    const layer = part.prefix.split('/')[0] ?? part.name
    return builder.refuse(layer, 'normalises a table of numbers, which TF.js layers do not', 'flatten before it')
  }
  const axis = kind === 'layer' ? [1, 2, 3] : [1, 2]
  const config = { axis, epsilon, center: false, scale: false }
  const normalised = put(builder, part, 'LayerNormalization', config, [])
  if (!affine) return normalised
  return builder.beside({
    name: `${part.name}_scale`,
    className: 'DepthwiseConv2D',
    config: {
      kernel_size: [1, 1],
      depth_multiplier: 1,
      padding: 'valid',
      use_bias: true,
      depthwise_initializer: { className: 'Ones', config: {} },
    },
    inputs: [normalised],
    weights: named(part, ['scale', 'offset']),
  })
}
