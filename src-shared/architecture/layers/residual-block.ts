import { z } from 'zod'
import {
  fits,
  formatShape,
  Initialiser,
  type LayerDefinition,
  misfits,
  type Shape,
  sizeOf,
  type WeightSpec,
} from '../layer'
import { affine } from './normalisation-weights'
import { SpectralNormalisation, singularVector } from './spectral'

/**
 * A residual block as in the networks of Gulrajani et al. 2017 and Miyato et al. 2018: normalise, ReLU, convolution of 3 × 3,
 * twice, added to its input. `up` doubles the image before the first convolution, `down` halves it by means after the second;
 * the way around follows, by a convolution of 1 × 1 where size or channels change.
 */
export const ResidualBlockSpec = z.strictObject({
  type: z.literal('residual-block'),
  filters: z.int().min(1).max(65_536),
  resample: z.enum(['same', 'up', 'down']),
  normalisation: z.enum(['none', 'batch', 'instance', 'layer']),
  initialiser: Initialiser,
  spectralNormalisation: SpectralNormalisation,
})
export type ResidualBlockSpec = z.infer<typeof ResidualBlockSpec>

/** Whether the way around the block has a convolution of its own, for so many channels of the input. */
export const hasShortcut = ({ filters, resample }: ResidualBlockSpec, channels: number): boolean =>
  resample !== 'same' || filters !== channels

const named = (part: string, weights: readonly WeightSpec[]): WeightSpec[] =>
  weights.map((weight) => ({ ...weight, name: `${part}-${weight.name}` }))

function convolution(layer: ResidualBlockSpec, channels: number, kernel: number): WeightSpec[] {
  const area = kernel * kernel
  const fans = { fanIn: channels * area, fanOut: layer.filters * area, trainable: true }
  const zeros: Initialiser = { type: 'constant', value: 0 }
  return [
    { name: 'kernel', shape: [kernel, kernel, channels, layer.filters], initialiser: layer.initialiser, ...fans },
    { name: 'bias', shape: [layer.filters], initialiser: zeros, ...fans },
    ...(layer.spectralNormalisation ? [singularVector(layer.filters)] : []),
  ]
}

function normalisation({ normalisation: kind }: ResidualBlockSpec, channels: number): WeightSpec[] {
  if (kind === 'none') return []
  if (kind !== 'batch') return affine([[channels]])
  const running = { shape: [channels], fanIn: channels, fanOut: channels, trainable: false }
  return [
    ...affine([[channels]]),
    { name: 'mean', initialiser: { type: 'constant', value: 0 }, ...running },
    { name: 'variance', initialiser: { type: 'constant', value: 1 }, ...running },
  ]
}

const channelsOf = (inputs: readonly Shape[]): number => inputs[0]?.[2] ?? 0

export const residualBlock: LayerDefinition<ResidualBlockSpec> = {
  title: 'Residual block',
  summary: 'Two convolutions and a way around them; may double or halve the image.',
  inputs: { min: 1, max: 1 },
  infer({ filters, resample, normalisation: kind }, inputs) {
    const shape = inputs[0] ?? []
    const [height, width] = shape
    if (shape.length !== 3 || height === undefined || width === undefined) {
      return misfits(`needs an image but gets ${formatShape(shape)}`, 'insert a Reshape layer before it')
    }
    if (kind === 'instance' && height * width < 2) {
      return misfits('normalises one pixel, whose variance is zero', 'choose another normalisation')
    }
    if (resample === 'up') return fits([height * 2, width * 2, filters])
    if (resample === 'same') return fits([height, width, filters])
    if (height % 2 === 0 && width % 2 === 0) return fits([height / 2, width / 2, filters])
    return misfits(`halves ${formatShape(shape)}, whose sides are not even`, 'give it an image of even sides')
  },
  weights(layer, inputs) {
    const channels = channelsOf(inputs)
    return [
      ...named('before', normalisation(layer, channels)),
      ...named('first', convolution(layer, channels, 3)),
      ...named('between', normalisation(layer, layer.filters)),
      ...named('second', convolution(layer, layer.filters, 3)),
      ...(hasShortcut(layer, channels) ? named('around', convolution(layer, channels, 1)) : []),
    ]
  },
  multiplyAdds(layer, inputs, output) {
    const channels = channelsOf(inputs)
    const places = layer.resample === 'down' ? sizeOf(output) * 4 : sizeOf(output)
    return places * (9 * (channels + layer.filters) + (hasShortcut(layer, channels) ? channels : 0))
  },
  describe: ({ filters, resample, normalisation: kind, spectralNormalisation }) =>
    `${filters} · ${resample}${kind === 'none' ? '' : ` · ${kind}`}${spectralNormalisation ? ' · spectral' : ''}`,
}
