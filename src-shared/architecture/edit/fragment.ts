import { z } from 'zod'
import { LayerNode, type NetworkSpec } from '../spec'
import { freeName, namesOf } from './names'
import { consumersOf } from './network-edits'

/** Layers that were copied, with the connections among them; a connection from elsewhere is left out. */
export const Fragment = z.strictObject({
  type: z.literal('gan-studio-layers'),
  layers: z.array(LayerNode).min(1).max(2000),
})
export type Fragment = z.infer<typeof Fragment>

/** The layers of a network with these names as a fragment; undefined if there are none. */
export function copyLayers(network: NetworkSpec, names: ReadonlySet<string>): Fragment | undefined {
  const layers = network.layers
    .filter(({ name }) => names.has(name))
    .map((node) => ({ ...node, inputs: node.inputs.filter((input) => names.has(input)) }))
  return layers.length === 0 ? undefined : { type: 'gan-studio-layers', layers }
}

/** A fragment as text for the clipboard. */
export const fragmentText = (fragment: Fragment): string => JSON.stringify(fragment)

/** The fragment that a text stands for; undefined for any other text. */
export function parseFragment(text: string): Fragment | undefined {
  if (!text.includes('gan-studio-layers')) return undefined
  try {
    return Fragment.safeParse(JSON.parse(text)).data
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
