import { analysisOf } from '@shared/architecture/analysis'
import { contextOf } from '@shared/architecture/context'
import { searchLayers } from '@shared/architecture/edit/catalogue'
import type { Edit } from '@shared/architecture/edit/edit'
import { copyLayers } from '@shared/architecture/edit/fragment'
import { moveTogether } from '@shared/architecture/edit/move-together'
import { repairsFor } from '@shared/architecture/edit/repairs/find'
import { networkOf, networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, LayerNode, NetworkRole, NetworkSpec } from '@shared/architecture/spec'
import { mirrorToDiscriminator } from '@shared/architecture/templates/mirror'
import fc from 'fast-check'
import { architecture, chain, convolution, dense, layer as known } from './networks'

const palette = searchLayers('')

const layers = fc.nat({ max: palette.length - 1 }).map((i) => {
  const entry = palette[i]
  if (entry === undefined) throw new Error('no such entry')
  return entry.create(undefined)
})

/** Networks of any layers, connected downwards at random; most of them have problems. */
export const networks: fc.Arbitrary<NetworkSpec> = fc
  .array(fc.tuple(layers, fc.array(fc.nat(), { maxLength: 3 })), { minLength: 1, maxLength: 12 })
  .map((wanted) => {
    const nodes = wanted.map(
      ([layer, from], i): LayerNode => ({
        name: `l${i}`,
        inputs: i === 0 ? [] : [...new Set(from.map((n) => `l${n % i}`))],
        layer,
      }),
    )
    return { layers: nodes, output: nodes.at(-1)?.name ?? '' }
  })

/** What architectures of every family have. */
const shared = { version: 2, name: 'Test', image: { height: 2, width: 2, channels: 1 } } as const
const latent = { size: 3, prior: 'normal' } as const

/** Architectures of every family, with a network of each of its roles. */
export const architectures: fc.Arbitrary<ArchitectureSpec> = fc.oneof(
  fc.record({ generator: networks, discriminator: networks }).map((own) => architecture(own)),
  fc
    .record({ encoder: networks, decoder: networks })
    .map((own): ArchitectureSpec => ({ family: 'autoencoder', ...shared, latent, networks: own })),
  fc
    .record({ encoder: networks, decoder: networks })
    .map((own): ArchitectureSpec => ({ family: 'variational', ...shared, latent, networks: own })),
  fc
    .record({ classifier: networks })
    .map((own): ArchitectureSpec => ({ family: 'classifier', ...shared, classes: 3, networks: own })),
  fc
    .record({ generatorAB: networks, generatorBA: networks, discriminatorA: networks, discriminatorB: networks })
    .map((own): ArchitectureSpec => ({ family: 'cyclegan', ...shared, networks: own })),
)

/** An edit that is made of numbers, so that it can refer to layers that are there when it is made. */
export const intents = fc.record({
  kind: fc.constantFrom(
    'add',
    'insert',
    'remove',
    'connect',
    'disconnect',
    'set',
    'rename',
    'output',
    'move',
    'step',
    'duplicate',
    'paste',
    'together',
    'mirror',
    'repair',
    'restore',
    'settings',
    'sizes',
  ),
  network: fc.nat(),
  a: fc.nat(),
  b: fc.nat(),
  layer: layers,
})
export type Intent = typeof intents extends fc.Arbitrary<infer T> ? T : never

/** An edit that changes nothing, for intents that find nothing to change. */
const nothing = (role: NetworkRole): Edit => ({ type: 'remove', layers: [{ role, name: 'nothing' }] })

/** A version to go back to, of one family or another. */
const versions: readonly ArchitectureSpec[] = [
  architecture(),
  architecture({ generator: chain(known.latent, dense(4), known.relu, dense(4)) }),
  {
    family: 'classifier',
    ...shared,
    classes: 2,
    networks: { classifier: chain(known.image, convolution('conv2d', [2, 3, 1, 1]), known.flatten, dense(2)) },
  },
]

/** The edit that an intent stands for in an architecture; now and then it refers to nothing. */
export function editOf(spec: ArchitectureSpec, { kind, network: number, a, b, layer }: Intent): Edit {
  const all = networksOf(spec)
  const chosen = all[number % all.length]
  if (chosen === undefined) throw new Error('an architecture without networks')
  const { role, network } = chosen
  const names = network.layers.map(({ name }) => name)
  const one = (n: number): string => names[n % (names.length + 1)] ?? 'nothing'
  switch (kind) {
    case 'add':
      return { type: 'add', role, layer, after: a % 4 === 0 ? undefined : one(a) }
    case 'insert':
      return { type: 'insert', role, layer, source: one(a), target: one(b) }
    case 'remove':
      return {
        type: 'remove',
        layers: [
          { role, name: one(a) },
          { role, name: one(b) },
        ],
      }
    case 'connect':
    case 'disconnect':
      return { type: kind, role, source: one(a), target: one(b) }
    case 'set':
      return { type: 'set', role, name: one(a), layer }
    case 'rename':
      return { type: 'rename', role, name: one(a), to: `renamed${b % 5}` }
    case 'output':
      return { type: 'output', role, name: one(a) }
    case 'move':
      return { type: 'move', role, name: one(a), after: one(b) }
    case 'step':
      return { type: 'step', role, name: one(a), direction: b % 2 === 0 ? 'up' : 'down' }
    case 'duplicate':
      return { type: 'duplicate', role, names: [one(a), one(b)] }
    case 'paste': {
      const from = all[a % all.length] ?? chosen
      const copied = from.network.layers.flatMap(({ name }, i) => ((a >> i) % 2 === 0 ? [name] : []))
      const fragment = copyLayers(from.network, new Set(copied))
      return fragment ? { type: 'paste', role, fragment, after: b % 3 === 0 ? undefined : one(b) } : nothing(role)
    }
    case 'together': {
      const moved = moveTogether(network, new Set([one(a), one(a + 1), one(a + 3)]), one(b))
      return { type: 'network', role, network: moved }
    }
    case 'mirror': {
      const generator = networkOf(spec, 'generator')
      const mirrored = generator && mirrorToDiscriminator(generator, contextOf(spec))
      return mirrored ? { type: 'network', role: 'discriminator', network: mirrored } : nothing(role)
    }
    case 'repair': {
      const { problems } = analysisOf(spec, role)
      const problem = problems[a % Math.max(1, problems.length)]
      const repairs = problem ? repairsFor(spec, role, problem) : []
      return repairs[b % Math.max(1, repairs.length)]?.edit ?? nothing(role)
    }
    case 'restore':
      return { type: 'replace', spec: versions[a % versions.length] ?? spec }
    case 'settings':
      return { type: 'settings', settings: { classes: b % 3 === 0 ? null : 2 + (b % 9), name: `Name ${a % 7}` } }
    case 'sizes': {
      const image = { height: 1 + (a % 9), width: 1 + (b % 5), channels: a % 2 === 0 ? 1 : 3 } as const
      const prior = b % 2 === 0 ? 'normal' : 'uniform'
      return { type: 'settings', settings: { image, latent: { size: 1 + (b % 8), prior } } }
    }
  }
}
