import { searchLayers } from '@shared/architecture/edit/catalogue'
import type { Edit } from '@shared/architecture/edit/edit'
import { networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, LayerNode, NetworkSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { architecture } from './networks'

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

/** Architectures of two such networks. */
export const architectures: fc.Arbitrary<ArchitectureSpec> = fc
  .tuple(networks, networks)
  .map(([generator, discriminator]) => architecture({ generator, discriminator }))

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
    'settings',
  ),
  network: fc.nat(),
  a: fc.nat(),
  b: fc.nat(),
  layer: layers,
})
export type Intent = typeof intents extends fc.Arbitrary<infer T> ? T : never

/** The edit that an intent stands for in an architecture; now and then it refers to nothing. */
export function editOf(spec: ArchitectureSpec, { kind, network, a, b, layer }: Intent): Edit {
  const all = networksOf(spec)
  const chosen = all[network % all.length]
  if (chosen === undefined) throw new Error('an architecture without networks')
  const { role } = chosen
  const names = chosen.network.layers.map(({ name }) => name)
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
    default:
      return { type: 'settings', settings: { classes: b % 3 === 0 ? null : 2 + (b % 9), name: `Name ${a % 7}` } }
  }
}
