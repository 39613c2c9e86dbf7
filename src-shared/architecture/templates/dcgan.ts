import type { Initialiser } from '../layer'
import type { LayerSpec } from '../layers/registry'
import type { AdversarialArchitecture, ImageShape, LayerNode, NetworkSpec } from '../spec'

/** What the networks are computed from. */
export interface SizeRule {
  readonly image: ImageShape
  /** Channels of the layer next to the image; each layer further in has twice as many. */
  readonly filters: number
  readonly latent: number
}

const normal = (mean: number): Initialiser => ({ type: 'normal', mean, deviation: 0.02 })
const zero: Initialiser = { type: 'constant', value: 0 }
const step = { kernel: 4, stride: 2, padding: 1, initialiser: normal(0), biasInitialiser: zero }
const normalise: LayerSpec = {
  type: 'batch-normalisation',
  momentum: 0.1,
  epsilon: 1e-5,
  scaleInitialiser: normal(1),
}
const relu: LayerSpec = { type: 'activation', function: { name: 'relu' } }
const leaky: LayerSpec = { type: 'activation', function: { name: 'leaky-relu', slope: 0.2 } }

/** Smallest side of the image that the convolutions start from. */
const SMALLEST_BASE = 3
/** Most channels of a layer, as multiples of `filters`. */
const MOST = 16

/** How often an image can be halved before a side is odd or under three pixels. */
export function halvings({ height, width }: Pick<ImageShape, 'height' | 'width'>): number {
  let count = 0
  while (
    height % 2 ** (count + 1) === 0 &&
    width % 2 ** (count + 1) === 0 &&
    Math.min(height, width) / 2 ** (count + 1) >= SMALLEST_BASE
  ) {
    count++
  }
  return count
}

/** Layers one after the other. */
function chained(layers: readonly (readonly [name: string, layer: LayerSpec])[]): NetworkSpec {
  const nodes = layers.map(([name, layer], i): LayerNode => {
    const before = layers[i - 1]?.[0]
    return { name, inputs: before === undefined ? [] : [before], layer }
  })
  return { layers: nodes, output: nodes.at(-1)?.name ?? '' }
}

const channelsAt = (filters: number, level: number): number => filters * Math.min(2 ** level, MOST)

/** A generator by the rules of Radford et al. 2016: a projection, then one transposed convolution for each doubling. */
export function dcganGenerator({ image, filters }: SizeRule): NetworkSpec {
  const levels = halvings(image)
  const base = [image.height / 2 ** levels, image.width / 2 ** levels] as const
  const channels = channelsAt(filters, Math.max(0, levels - 1))
  const ups = Array.from({ length: levels }, (_, i) => {
    const last = i === levels - 1
    const up: LayerSpec = {
      type: 'conv2d-transpose',
      filters: last ? image.channels : channelsAt(filters, levels - 2 - i),
      ...step,
      bias: last,
    }
    const end: readonly (readonly [string, LayerSpec])[] = [
      [`normalise${i + 2}`, normalise],
      [`activation${i + 2}`, relu],
    ]
    return [[`up${i + 1}`, up] as const, ...(last ? [] : end)]
  }).flat()
  const only: LayerSpec = {
    type: 'conv2d',
    filters: image.channels,
    ...step,
    kernel: 3,
    stride: 1,
    bias: true,
  }
  return chained([
    ['input', { type: 'input', source: 'latent' }],
    [
      'project',
      {
        type: 'dense',
        units: base[0] * base[1] * channels,
        bias: false,
        initialiser: normal(0),
        biasInitialiser: zero,
      },
    ],
    ['reshape', { type: 'reshape', shape: [...base, channels] }],
    ['normalise1', normalise],
    ['activation1', relu],
    ...(levels === 0 ? ([['convolve', only]] as const) : ups),
    ['tanh', { type: 'activation', function: { name: 'tanh' } }],
  ])
}

/** A discriminator by the rules of Radford et al. 2016: one convolution for each halving, then one score. */
export function dcganDiscriminator({ image, filters }: SizeRule): NetworkSpec {
  const levels = Math.max(1, halvings(image))
  const halves = halvings(image) > 0
  const downs = Array.from({ length: levels }, (_, i) => {
    const down: LayerSpec = {
      type: 'conv2d',
      filters: channelsAt(filters, i),
      ...step,
      ...(halves ? {} : { kernel: 3, stride: 1 }),
      bias: i === 0,
    }
    const middle: readonly (readonly [string, LayerSpec])[] = i === 0 ? [] : [[`normalise${i}`, normalise]]
    return [[`down${i + 1}`, down] as const, ...middle, [`activation${i + 1}`, leaky] as const]
  }).flat()
  return chained([
    ['input', { type: 'input', source: 'image' }],
    ...downs,
    ['flatten', { type: 'flatten' }],
    ['score', { type: 'dense', units: 1, bias: true, initialiser: normal(0), biasInitialiser: zero }],
  ])
}

/** A DCGAN for images of any size. The convolutions start from the image halved as often as it comes out even. */
export function dcgan(rule: SizeRule): AdversarialArchitecture {
  const { height, width, channels } = rule.image
  return {
    family: 'adversarial',
    version: 2,
    name: `DCGAN ${height}×${width}×${channels}`,
    image: rule.image,
    latent: { size: rule.latent, prior: 'normal' },
    networks: { generator: dcganGenerator(rule), discriminator: dcganDiscriminator(rule) },
  }
}
