import type { Initialiser, Shape } from '../layer'
import { sizeOf } from '../layer'
import { type LayerOf, type LayerSpec, type LayerType, layers } from '../layers/registry'
import { functions } from './functions'

/** Weights as in Radford et al. 2016. */
const weights = { type: 'normal', mean: 0, deviation: 0.02 } as const satisfies Initialiser
const zero = { type: 'constant', value: 0 } as const satisfies Initialiser
const one = { type: 'constant', value: 1 } as const satisfies Initialiser

const weighted = { bias: true, initialiser: weights, biasInitialiser: zero } as const
const doubling = { kernel: 4, stride: 2, padding: 1 } as const
const halving = { kernel: 2, stride: 2, padding: 0 } as const

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
  input: { words: ['source'], create: () => ({ type: 'input', source: 'latent' }) },
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
    words: ['nonlinearity', 'non linearity'],
    create: () => ({ type: 'activation', function: functions.relu.start }),
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
    words: ['downsample'],
    create: () => ({ type: 'pooling', kind: 'average', ...halving }),
  },
  'global-pooling': { words: ['gap'], create: () => ({ type: 'global-pooling', kind: 'average' }) },
  'layer-normalisation': {
    words: ['layernorm', 'ln', 'normalization'],
    create: () => ({ type: 'layer-normalisation', epsilon: 1e-5 }),
  },
  'instance-normalisation': {
    words: ['instancenorm', 'normalization'],
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

/** An entry with what it is found by. */
type Findable = PaletteEntry & { readonly words: readonly string[] }

const activations: readonly Findable[] = Object.values(functions).map(({ title, words, start }) => ({
  title: 'slope' in start ? `${title} ${start.slope}` : title,
  summary: 'An activation: a function of each value.',
  words: [...words, 'activation'],
  create: () => ({ type: 'activation', function: start }),
}))

const poolings: readonly Findable[] = [
  {
    title: 'Max pooling',
    summary: 'The largest value of each window; halves the image.',
    words: ['maxpool', 'max pool'],
    create: () => ({ type: 'pooling', kind: 'max', ...halving }),
  },
  {
    title: 'Average pooling',
    summary: 'The mean value of each window; halves the image.',
    words: ['avgpool', 'avg pool', 'mean pooling'],
    create: () => ({ type: 'pooling', kind: 'average', ...halving }),
  },
  {
    title: 'Global average pooling',
    summary: 'The mean of each channel over the whole image.',
    words: ['gap', 'mean', 'spatial mean'],
    create: () => ({ type: 'global-pooling', kind: 'average' }),
  },
  {
    title: 'Global max pooling',
    summary: 'The largest value of each channel over the whole image.',
    words: ['gmp'],
    create: () => ({ type: 'global-pooling', kind: 'max' }),
  },
  {
    title: 'Global sum pooling',
    summary: 'The sum of each channel over the whole image.',
    words: ['gsp', 'spatial sum'],
    create: () => ({ type: 'global-pooling', kind: 'sum' }),
  },
]

const sources: readonly Findable[] = (
  [
    ['latent', ['noise', 'z', 'input']],
    ['image', ['picture', 'x', 'input']],
    ['label', ['class', 'input']],
  ] as const
).map(([source, words]) => ({
  title: `Input: ${source}`,
  summary: `Where the ${source} enters the network.`,
  words,
  create: () => ({ type: 'input', source }),
}))

/** Everything that can be added: the layer types, then one entry for each function, kind and source that people look for by its name. */
const entries: readonly Findable[] = [
  ...types.map((type) => {
    const { title, summary } = layers[type]
    const { words, create } = catalogue[type]
    return { title, summary, words, create }
  }),
  ...activations,
  ...poolings,
  ...sources,
]

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, ' ')

/**
 * How well a query fits: 0 it is the title, 1 another word for it, 2 the title begins with it, 3 a word of the title does, 4 another word
 * does, 5 it is in there; undefined if not.
 */
function rank(query: string, title: string, words: readonly string[]): number | undefined {
  const whole = plain(title)
  const others = words.map(plain)
  if (whole === query) return 0
  if (others.includes(query)) return 1
  if (whole.startsWith(query)) return 2
  if (whole.split(' ').some((word) => word.startsWith(query))) return 3
  if (others.some((word) => word.startsWith(query))) return 4
  return [whole, ...others].some((text) => text.includes(query)) ? 5 : undefined
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
