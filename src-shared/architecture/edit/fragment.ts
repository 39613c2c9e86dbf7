import { z } from 'zod'
import { networkOf, networksOf } from '../networks'
import { type ArchitectureSpec, LayerNode, NetworkRole, type NetworkSpec } from '../spec'
import { freeName, namesOf } from './names'
import { consumersOf } from './network-edits'

const layers = z.array(LayerNode).min(1).max(2000)

/** Layers that were copied, with the connections among them; a connection from elsewhere is left out. */
export const Fragment = z.strictObject({ type: z.literal('gan-studio-layers'), layers })
export type Fragment = z.infer<typeof Fragment>

/** Layers of several networks that were copied at once. */
const Fragments = z.strictObject({
  type: z.literal('gan-studio-networks'),
  networks: z
    .array(z.strictObject({ role: NetworkRole, layers }))
    .min(2)
    .max(NetworkRole.options.length),
})

/** What the clipboard holds: layers of one network, which go into any, or of several, which go into those of the same roles. */
export const Clip = z.discriminatedUnion('type', [Fragment, Fragments])
export type Clip = z.infer<typeof Clip>

/** The layers of a network with these names as a fragment; undefined if there are none. */
export function copyLayers(network: NetworkSpec, names: ReadonlySet<string>): Fragment | undefined {
  const layers = network.layers
    .filter(({ name }) => names.has(name))
    .map((node) => ({ ...node, inputs: node.inputs.filter((input) => names.has(input)) }))
  return layers.length === 0 ? undefined : { type: 'gan-studio-layers', layers }
}

/** Layers of an architecture by the network that they are in, as what the clipboard holds; undefined if there are none. */
export function copyFrom(
  spec: ArchitectureSpec,
  names: ReadonlyMap<NetworkRole, ReadonlySet<string>>,
): Clip | undefined {
  const parts = networksOf(spec).flatMap(({ role, network }) => {
    const fragment = copyLayers(network, names.get(role) ?? new Set())
    return fragment === undefined ? [] : [{ role, layers: fragment.layers }]
  })
  const [first] = parts
  if (first === undefined) return undefined
  if (parts.length === 1) return { type: 'gan-studio-layers', layers: first.layers }
  return { type: 'gan-studio-networks', networks: parts }
}

/** The fragments of what the clipboard holds with the networks that they go into: `into` where they are of one network. */
export function placesOf(
  clip: Clip,
  spec: ArchitectureSpec,
  into: NetworkRole | undefined,
): readonly { readonly role: NetworkRole; readonly fragment: Fragment }[] {
  switch (clip.type) {
    case 'gan-studio-layers':
      return into === undefined ? [] : [{ role: into, fragment: clip }]
    case 'gan-studio-networks':
      return clip.networks.flatMap(({ role, layers: own }) =>
        networkOf(spec, role) === undefined ? [] : [{ role, fragment: { type: 'gan-studio-layers', layers: own } }],
      )
  }
}

/** What was copied as text for the clipboard. */
export const clipText = (clip: Clip): string => JSON.stringify(clip)

/** What a text on the clipboard stands for; undefined for a text that is no layers. */
export function parseClip(text: string): Clip | undefined {
  if (!text.includes('gan-studio-')) return undefined
  try {
    return Clip.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A network into which a fragment was put, and the names that its layers have there. */
export interface Pasted {
  readonly network: NetworkSpec
  readonly names: readonly string[]
}

/**
 * Puts the layers of a fragment into a network, under names that are free. Behind a layer, those that took something outside
 * of the fragment take that layer, and what took it takes the end of the fragment if there is only one. Without one, they
 * stay unconnected.
 */
export function pasteFragment(network: NetworkSpec, { layers }: Fragment, after: string | undefined): Pasted {
  const taken = namesOf(network)
  const anchor = after !== undefined && taken.has(after) ? after : undefined
  const renamed = new Map<string, string>()
  for (const { name } of layers) {
    const free = freeName(taken, name)
    taken.add(free)
    renamed.set(name, free)
  }
  const copies = layers.map((node) => {
    const inputs = node.inputs.flatMap((input) => renamed.get(input) ?? [])
    const open = inputs.length === 0 && node.layer.type !== 'input' && anchor !== undefined
    return { ...node, name: renamed.get(node.name) ?? node.name, inputs: open ? [anchor] : inputs }
  })
  const names = copies.map(({ name }) => name)
  const ends = copies.filter(({ name }) => !copies.some(({ inputs }) => inputs.includes(name)))
  const [end] = ends
  const passes = ends.length === 1 && end !== undefined && anchor !== undefined && end.inputs.length > 0
  const consumers = new Set(anchor === undefined || !passes ? [] : consumersOf(network, anchor))
  const rewired = network.layers.map((node) =>
    consumers.has(node) && end
      ? { ...node, inputs: node.inputs.map((input) => (input === anchor ? end.name : input)) }
      : node,
  )
  const at = network.layers.findIndex(({ name }) => name === anchor)
  const place = at < 0 ? network.layers.length : at + 1
  const output = passes && network.output === anchor ? end.name : network.output
  return {
    network: {
      layers: [...rewired.slice(0, place), ...copies, ...rewired.slice(place)],
      output: network.layers.length === 0 ? (ends.at(-1)?.name ?? output) : output,
    },
    names,
  }
}
