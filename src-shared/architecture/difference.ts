import { LayerSpec } from './layers/registry'
import { networkOf, networksOf } from './networks'
import type { ArchitectureSpec, LayerNode, NetworkRole, NetworkSpec } from './spec'

/** A setting of a layer that differs. Both values as JSON; undefined where one layer has no such setting. */
export interface ChangedSetting {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** A layer in one of two networks or in both. */
export type LayerDifference =
  | { readonly type: 'same'; readonly before: LayerNode; readonly after: LayerNode }
  | {
      readonly type: 'changed'
      readonly before: LayerNode
      readonly after: LayerNode
      readonly settings: readonly ChangedSetting[]
    }
  | { readonly type: 'removed'; readonly before: LayerNode }
  | { readonly type: 'added'; readonly after: LayerNode }

/** A network of two architectures, its layers in the order of the second with the removed ones at their places. */
export interface NetworkDifference {
  readonly role: NetworkRole
  readonly layers: readonly LayerDifference[]
}

/** What differs between two architectures. */
export interface ArchitectureDifference {
  /** Settings of the architecture itself, such as the size of its images. */
  readonly settings: readonly ChangedSetting[]
  readonly networks: readonly NetworkDifference[]
}

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, JSON.stringify(value)]]
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : leaves(inner, path === '' ? key : `${path}.${key}`),
  )
}

function changes(before: unknown, after: unknown): ChangedSetting[] {
  const [old, fresh] = [new Map(leaves(before)), new Map(leaves(after))]
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), fresh.get(path)]
    return was === is ? [] : [{ path, before: was, after: is }]
  })
}

/** A layer with what it is compared by. */
interface Compared {
  readonly node: LayerNode
  readonly settings: string
}

const compared = (node: LayerNode): Compared => ({ node, settings: JSON.stringify(LayerSpec.parse(node.layer)) })

/** How well two layers match, in [0, 1]; 0 if they cannot stand for each other. */
function likeness(a: Compared, b: Compared): number {
  if (a.node.layer.type !== b.node.layer.type) return 0
  return (a.settings === b.settings ? 0.6 : 0.3) + (a.node.name === b.node.name ? 0.4 : 0)
}

/** A layer of the first network beside the one of the second that stands for it. */
type Pair = readonly [LayerNode | undefined, LayerNode | undefined]

/**
 * Matches the layers of two networks in their order so that together they are as like as can be (the alignment of Needleman and
 * Wunsch 1970, with no cost for a gap).
 */
function align(before: readonly LayerNode[], after: readonly LayerNode[]): Pair[] {
  const width = after.length + 1
  const best = new Float64Array((before.length + 1) * width)
  const at = (i: number, j: number): number => best[i * width + j] ?? 0
  const [old, fresh] = [before.map(compared), after.map(compared)]
  const like = old.map((a) => fresh.map((b) => likeness(a, b)))
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const score = like[i]?.[j] ?? 0
      const matched = score > 0 ? score + at(i + 1, j + 1) : 0
      best[i * width + j] = Math.max(matched, at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: Pair[] = []
  for (let [i, j] = [0, 0]; i < before.length || j < after.length; ) {
    const score = like[i]?.[j] ?? 0
    if (score > 0 && at(i, j) === score + at(i + 1, j + 1)) pairs.push([before[i++], after[j++]])
    else if (i < before.length && (j >= after.length || at(i, j) === at(i + 1, j))) pairs.push([before[i++], undefined])
    else pairs.push([undefined, after[j++]])
  }
  return pairs
}

function differenceOf(before: NetworkSpec | undefined, after: NetworkSpec | undefined): LayerDifference[] {
  const pairs = align(before?.layers ?? [], after?.layers ?? [])
  const renamed = new Map(pairs.flatMap(([a, b]) => (a && b ? [[a.name, b.name] as const] : [])))
  return pairs.flatMap(([a, b]): LayerDifference[] => {
    if (a === undefined) return b === undefined ? [] : [{ type: 'added', after: b }]
    if (b === undefined) return [{ type: 'removed', before: a }]
    const inputs = (node: LayerNode) => node.inputs.join(', ')
    const followed = a.inputs.map((input) => renamed.get(input) ?? input).join(', ')
    const settings = [
      ...(a.name === b.name ? [] : [{ path: 'name', before: a.name, after: b.name }]),
      ...(followed === inputs(b) ? [] : [{ path: 'inputs', before: inputs(a), after: inputs(b) }]),
      ...changes(LayerSpec.parse(a.layer), LayerSpec.parse(b.layer)),
    ]
    if (settings.length > 0) return [{ type: 'changed', before: a, after: b, settings }]
    return [{ type: 'same', before: a, after: b }]
  })
}

/** The difference of two architectures: their settings, and layer by layer their networks. */
export function architectureDifference(before: ArchitectureSpec, after: ArchitectureSpec): ArchitectureDifference {
  const { networks: _before, ...old } = before
  const { networks: _after, ...fresh } = after
  const roles = [...new Set([...networksOf(before), ...networksOf(after)].map(({ role }) => role))]
  return {
    settings: changes(old, fresh),
    networks: roles.map((role) => ({
      role,
      layers: differenceOf(networkOf(before, role), networkOf(after, role)),
    })),
  }
}

/** Whether nothing differs. */
export const isSame = ({ settings, networks }: ArchitectureDifference): boolean =>
  settings.length === 0 && networks.every(({ layers }) => layers.every(({ type }) => type === 'same'))
