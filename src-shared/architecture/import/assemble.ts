import { StudioError } from '../../contract/errors'
import type { RecognisedNetwork } from '../keras/recognise'
import { formatShape, sizeOf } from '../layer'
import { ArchitectureSpec, type ImageShape, type Latent, type NetworkSpec } from '../spec'
import { dcganDiscriminator, dcganGenerator } from '../templates/dcgan'
import { mirrorToDiscriminator } from '../templates/mirror'

/** What a network can be by what it takes and gives. */
type Part =
  | { readonly type: 'generator'; readonly latent: number }
  | { readonly type: 'discriminator' }
  | { readonly type: 'vector'; readonly size: number }
  | { readonly type: 'translator' }

type Sorted = RecognisedNetwork & { readonly part: Part; readonly image: ImageShape }

const refused = (message: string, next: string): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing has been changed.', next })

function imageOf({ name, sources, output }: RecognisedNetwork): ImageShape {
  const shape = sources.image ?? output
  const [height, width, channels] = shape
  if (shape.length === 3 && height && width && (channels === 1 || channels === 3)) return { height, width, channels }
  throw refused(
    `The model “${name}” neither takes nor gives an image of 1 or 3 channels`,
    'Import a model that makes images of vectors, judges images, or sorts them.',
  )
}

function partOf({ name, sources, output }: RecognisedNetwork): Part {
  const { image, latent } = sources
  if (image === undefined) {
    if (latent !== undefined && output.length === 3) return { type: 'generator', latent: sizeOf(latent) }
  } else if (latent === undefined) {
    if (formatShape(image) === formatShape(output)) return { type: 'translator' }
    if (sizeOf(output) === 1 || (output.length === 3 && output[2] === 1)) return { type: 'discriminator' }
    if (output.length === 1) return { type: 'vector', size: sizeOf(output) }
  }
  const takes = Object.entries(sources).map(([source, shape]) => `${source} ${formatShape(shape)}`)
  throw refused(
    `The model “${name}” takes ${takes.join(' and ')} and gives ${formatShape(output)}, which no system of the studio does`,
    'Import a model that makes images of vectors, judges images, or sorts them.',
  )
}

const LATENT = 100
const FILTERS = 64

interface Pair {
  readonly generator: NetworkSpec
  readonly discriminator: NetworkSpec
  readonly latent: number
  readonly notes: readonly string[]
}

/** The pair that a generator, a discriminator or both make; the other one is computed. */
function pairOf(image: ImageShape, generator: Sorted | undefined, discriminator: Sorted | undefined): Pair {
  const latent = generator?.part.type === 'generator' ? generator.part.latent : LATENT
  if (generator && discriminator) {
    return { generator: generator.network, discriminator: discriminator.network, latent, notes: [] }
  }
  if (generator) {
    const context = { image: [image.height, image.width, image.channels], ...generator.sources }
    const mirrored = mirrorToDiscriminator(generator.network, context)
    const other = mirrored ?? dcganDiscriminator({ image, filters: FILTERS, latent })
    return { generator: generator.network, discriminator: other, latent, notes: ['The discriminator mirrors it.'] }
  }
  return {
    generator: dcganGenerator({ image, filters: FILTERS, latent }),
    discriminator: discriminator?.network ?? { layers: [], output: '' },
    latent,
    notes: ['The generator is that of a DCGAN for its images.'],
  }
}

/** What latents are drawn from, as the model that takes them says. Keras has no place for it: of other models it is normal. */
function priorOf({ origin }: Sorted): { readonly prior: Latent['prior']; readonly notes: readonly string[] } {
  if (origin?.prior !== undefined) return { prior: origin.prior, notes: [] }
  return { prior: 'normal', notes: ['The models do not say what latents are drawn from: it is taken to be normal.'] }
}

interface Assembled {
  readonly spec: unknown
  readonly notes: readonly string[]
}

/** The networks of one architecture of the studio, each with its role; undefined where they are not. */
function exported(networks: readonly Sorted[], common: object): Assembled | undefined {
  const origin = networks[0]?.origin
  if (origin === undefined || networks.some((one) => one.origin?.family !== origin.family)) return undefined
  const byRole = new Map(networks.map((one) => [one.origin?.role, one]))
  const taker = networks.find(({ sources }) => sources.latent !== undefined)
  const { family, prior, classes } = taker?.origin ?? origin
  const latent = taker?.sources.latent
  const spec = {
    family,
    ...common,
    ...(latent === undefined ? {} : { latent: { size: sizeOf(latent), prior } }),
    ...(classes === undefined ? {} : { classes }),
    networks: Object.fromEntries([...byRole].map(([role, { network }]) => [role, network])),
  }
  // A system that lacks networks, or has them twice, is put together from what they take and give.
  return byRole.size === networks.length && ArchitectureSpec.safeParse(spec).success ? { spec, notes: [] } : undefined
}

function specOf(name: string, networks: readonly Sorted[]): Assembled {
  const [first, second] = networks
  const image = first?.image
  if (first === undefined || image === undefined) throw refused('There is no model to import', 'Choose a file.')
  const other = networks.find((one) => JSON.stringify(one.image) !== JSON.stringify(image))
  if (other) {
    throw refused(
      `“${first.name}” and “${other.name}” work on images of different sizes`,
      'Import models that belong to one system.',
    )
  }
  const common = { version: 2, name, image }
  const whole = exported(networks, common)
  if (whole) return whole
  const of = (type: Part['type']): Sorted[] => networks.filter(({ part }) => part.type === type)
  const by = (role: string): Sorted | undefined => networks.find((one) => one.name === role)
  const cycle = ['generatorAB', 'generatorBA', 'discriminatorA', 'discriminatorB'] as const
  if (networks.length === cycle.length && cycle.every((role) => by(role))) {
    const all = Object.fromEntries(cycle.map((role) => [role, by(role)?.network]))
    return { spec: { family: 'cyclegan', ...common, networks: all }, notes: [] }
  }
  const [generators, judges, vectors] = [of('generator'), of('discriminator'), of('vector')]
  const [decoder] = generators
  const [encoder] = vectors
  const label = networks.map(({ sources }) => sources.label).find((shape) => shape !== undefined)
  if (networks.length === 2 && decoder?.part.type === 'generator' && encoder?.part.type === 'vector') {
    const { latent } = decoder.part
    const both = { encoder: encoder.network, decoder: decoder.network }
    if (encoder.part.size === 2 * latent) {
      const space = { size: latent, prior: 'normal' }
      return { spec: { family: 'variational', ...common, latent: space, networks: both }, notes: [] }
    }
    const { prior, notes } = priorOf(decoder)
    return { spec: { family: 'autoencoder', ...common, latent: { size: latent, prior }, networks: both }, notes }
  }
  if (networks.length === 1 && encoder?.part.type === 'vector') {
    const classes = encoder.part.size
    return { spec: { family: 'classifier', ...common, classes, networks: { classifier: encoder.network } }, notes: [] }
  }
  if (generators.length < 2 && judges.length < 2 && generators.length + judges.length === networks.length) {
    const { latent, notes, ...pair } = pairOf(image, decoder, judges[0])
    const classes = label === undefined ? {} : { classes: sizeOf(label) }
    const { prior, notes: said } = decoder ? priorOf(decoder) : { prior: 'normal', notes: [] }
    const space = { size: latent, prior }
    return {
      spec: { family: 'adversarial', ...common, latent: space, ...classes, networks: pair },
      notes: [...notes, ...said],
    }
  }
  throw refused(
    second === undefined
      ? `The model “${first.name}” translates images, and a system of translations has four networks`
      : 'The models do not make up a system of the studio',
    'Import a generator, a discriminator, both, an encoder with its decoder, a classifier, or the four networks of a CycleGAN.',
  )
}

/**
 * The system that models make up, by what they take and give. A generator or a discriminator alone gets a counterpart.
 * @throws StudioError `INVALID_INPUT` where they make up none
 */
export function assemble(
  name: string,
  networks: readonly RecognisedNetwork[],
): { readonly spec: ArchitectureSpec; readonly notes: readonly string[] } {
  const sorted = networks.map((network): Sorted => ({ ...network, part: partOf(network), image: imageOf(network) }))
  const { spec, notes } = specOf(name, sorted)
  const parsed = ArchitectureSpec.safeParse(spec)
  if (parsed.success) return { spec: parsed.data, notes: [...networks.flatMap((one) => one.notes), ...notes] }
  throw new StudioError('INVALID_INPUT', 'The models do not fit into an architecture of the studio', {
    safe: 'Nothing has been changed.',
    next: 'Change what is listed in the models, then import them again.',
    problems: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  })
}
