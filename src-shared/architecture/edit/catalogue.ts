import type { Initialiser, Shape } from '../layer'
import { sizeOf } from '../layer'
import { type LayerOf, type LayerSpec, type LayerType, layers } from '../layers/registry'

/** Weights as in Radford et al. 2016. */
const weights = { type: 'normal', mean: 0, deviation: 0.02 } as const satisfies Initialiser
const zero = { type: 'constant', value: 0 } as const satisfies Initialiser
const one = { type: 'constant', value: 1 } as const satisfies Initialiser

const weighted = { bias: true, initialiser: weights, biasInitialiser: zero } as const
const doubling = { kernel: 4, stride: 2, padding: 1 } as const

const channelsOf = (input: Shape | undefined): number | undefined => (input?.length === 3 ? input[2] : undefined)

/** Twice the channels of an image, from 64 on, as the layers of a discriminator have them. */
const more = (input: Shape | undefined): number => {
  const channels = channelsOf(input) ?? 0
  return channels < 16 ? 64 : Math.min(channels * 2, 1024)
}

/** Half the channels of an image, as the layers of a generator have them. */
const fewer = (input: Shape | undefined): number => Math.max(8, Math.floor((channelsOf(input) ?? 128) / 2))

/** A square image of as many values as a vector has: 4×4, 7×7 or what divides it, else itself in one row. */
export function imageOf(values: number): [number, number, number] {
  const side = [4, 7, 8, 6, 5, 3, 2, 1].find((size) => values % (size * size) === 0) ?? 1
  return [side, side, values / (side * side)]
}

/** A layer type in the palette. */
interface CatalogueEntry<K extends LayerType> {
  /** Other words by which people look for it. */
  readonly words: readonly string[]
  /** A new layer behind one of this output shape; undefined where that is not known. */
  create(input: Shape | undefined): LayerOf<K>
}

/** What the palette knows of each layer type. */
export const catalogue: { readonly [K in LayerType]: CatalogueEntry<K> } = {
  input: { words: ['latent', 'image', 'label', 'noise', 'z'], create: () => ({ type: 'input', source: 'latent' }) },
  dense: { words: ['linear', 'fully connected', 'fc'], create: () => ({ type: 'dense', units: 128, ...weighted }) },
  conv2d: {
    words: ['conv', 'conv2d', 'downsample', 'stride'],
    create: (input) => ({ type: 'conv2d', filters: more(input), ...doubling, ...weighted }),
  },
  'conv2d-transpose': {
    words: ['deconvolution', 'convtranspose', 'conv2d transpose', 'upsample'],
    create: (input) => ({ type: 'conv2d-transpose', filters: fewer(input), ...doubling, ...weighted }),
  },
  'batch-normalisation': {
    words: ['batchnorm', 'bn', 'normalization'],
    create: () => ({ type: 'batch-normalisation', momentum: 0.1, epsilon: 1e-5, scaleInitialiser: one }),
  },
  activation: {
    words: ['relu', 'leaky relu', 'tanh', 'sigmoid', 'elu', 'selu', 'swish', 'silu', 'gelu', 'softplus'],
    create: () => ({ type: 'activation', function: { name: 'relu' } }),
  },
  dropout: { words: ['regularisation'], create: () => ({ type: 'dropout', rate: 0.3 }) },
  reshape: {
    words: ['view', 'unflatten'],
    create: (input) => ({ type: 'reshape', shape: imageOf(sizeOf(input ?? [4, 4, 8])) }),
  },
  flatten: { words: ['vector'], create: () => ({ type: 'flatten' }) },
  upsample: { words: ['nearest', 'resize', 'enlarge'], create: () => ({ type: 'upsample', factor: 2 }) },
  'residual-block': {
    words: ['resnet', 'skip', 'block'],
    create: (input) => ({
      type: 'residual-block',
      filters: channelsOf(input) ?? 128,
      resample: 'same',
      normalisation: 'none',
      initialiser: { type: 'he-uniform' },
    }),
  },
  pooling: {
    words: ['max pool', 'average pool', 'maxpool', 'avgpool', 'downsample'],
    create: () => ({ type: 'pooling', kind: 'average', kernel: 2, stride: 2, padding: 0 }),
  },
  'global-pooling': { words: ['gap', 'mean', 'sum'], create: () => ({ type: 'global-pooling', kind: 'average' }) },
  'layer-normalisation': {
    words: ['layernorm', 'ln', 'normalization'],
    create: () => ({ type: 'layer-normalisation', epsilon: 1e-5 }),
  },
  'instance-normalisation': {
    words: ['instancenorm', 'in', 'normalization'],
    create: () => ({ type: 'instance-normalisation', epsilon: 1e-5, affine: true }),
  },
  'gaussian-noise': { words: ['noise'], create: () => ({ type: 'gaussian-noise', deviation: 0.1 }) },
  add: { words: ['sum', 'skip', 'residual'], create: () => ({ type: 'add' }) },
  concatenate: { words: ['join', 'concat', 'skip'], create: () => ({ type: 'concatenate' }) },
  embedding: { words: ['class', 'label'], create: () => ({ type: 'embedding', units: 50, initialiser: weights }) },
  projection: {
    words: ['class', 'label', 'conditional'],
    create: () => ({ type: 'projection', initialiser: weights }),
  },
}

/** The layer types in the order of the palette. */
const types: readonly LayerType[] = Object.keys(layers).filter((key): key is LayerType => key in layers)

/** Something that the palette offers. */
export interface PaletteEntry {
  readonly title: string
  readonly summary: string
  create(input: Shape | undefined): LayerSpec
}

const functions = [
  ['ReLU', { name: 'relu' }],
  ['LeakyReLU 0.2', { name: 'leaky-relu', slope: 0.2 }],
  ['tanh', { name: 'tanh' }],
  ['Sigmoid', { name: 'sigmoid' }],
] as const

/** Everything that can be added, most wanted first: the layer types, and the activations that most networks are made of. */
const entries: readonly (PaletteEntry & { readonly words: readonly string[] })[] = [
  ...types.map((type) => {
    const { title, summary } = layers[type]
    const { words, create } = catalogue[type]
    return { title, summary, words, create }
  }),
  ...functions.map(([title, f]) => ({
    title,
    summary: 'An activation: a function of each value.',
    words: [f.name, 'activation'],
    create: (): LayerSpec => ({ type: 'activation', function: f }),
  })),
  ...(['latent', 'image', 'label'] as const).map((source) => ({
    title: `Input: ${source}`,
    summary: `Where the ${source} enters the network.`,
    words: [source, 'input'],
    create: (): LayerSpec => ({ type: 'input', source }),
  })),
]

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, ' ')

/** How well a query fits: 0 the title begins with it, 1 a word of the title, 2 another word begins with it, 3 it is in there; undefined if not. */
function rank(query: string, title: string, words: readonly string[]): number | undefined {
  const whole = plain(title)
  if (whole.startsWith(query)) return 0
  if (whole.split(' ').some((word) => word.startsWith(query))) return 1
  if (words.some((word) => plain(word).startsWith(query))) return 2
  return [whole, ...words.map(plain)].some((text) => text.includes(query)) ? 3 : undefined
}

/** What the palette offers for a query, best first; everything for an empty one. */
export function searchLayers(query: string): readonly PaletteEntry[] {
  const wanted = plain(query).trim()
  if (wanted === '') return entries
  return entries
    .flatMap((entry) => {
      const fit = rank(wanted, entry.title, entry.words)
      return fit === undefined ? [] : [{ entry, fit }]
    })
    .sort((a, b) => a.fit - b.fit)
    .map(({ entry }) => entry)
}
