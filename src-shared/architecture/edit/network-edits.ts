import type { LayerSpec } from '../layers/registry'
import { definitionOf } from '../layers/registry'
import type { LayerNode, NetworkSpec } from '../spec'
import { nameFor, namesOf } from './names'

/** Most inputs of one layer. */
const MAX_INPUTS = 16

/** The layers that take the output of a layer, in their order. */
export const consumersOf = ({ layers }: NetworkSpec, name: string): LayerNode[] =>
  layers.filter(({ inputs }) => inputs.includes(name))

const mapLayers = (network: NetworkSpec, change: (node: LayerNode) => LayerNode): NetworkSpec => {
  const layers = network.layers.map(change)
  return layers.every((node, i) => node === network.layers[i]) ? network : { ...network, layers }
}

const replaceInput = (node: LayerNode, from: string, to: string): LayerNode =>
  node.inputs.includes(from) ? { ...node, inputs: node.inputs.map((one) => (one === from ? to : one)) } : node

/** Adds a layer at a place of the list (the end by default) that is connected as its inputs say and to nothing else. */
export function addLayer(network: NetworkSpec, node: LayerNode, behind?: string): NetworkSpec {
  const at = network.layers.findIndex(({ name }) => name === behind)
  const place = at < 0 ? network.layers.length : at + 1
  return {
    layers: [...network.layers.slice(0, place), node, ...network.layers.slice(place)],
    output: network.layers.length === 0 ? node.name : network.output,
  }
}

/**
 * Puts a layer behind another one: it takes that one's output, and what took it now takes the new layer's. An input takes
 * nothing and is only added. Without a layer to stand behind, it is added unconnected.
 */
export function insertAfter(network: NetworkSpec, after: string | undefined, layer: LayerSpec): NetworkSpec {
  const name = nameFor(network, layer.type)
  const takes = definitionOf(layer).inputs.max > 0
  if (after === undefined || !takes || !namesOf(network).has(after)) {
    return addLayer(network, { name, inputs: [], layer }, after)
  }
  const rewired = mapLayers(network, (node) => replaceInput(node, after, name))
  const added = addLayer(rewired, { name, inputs: [after], layer }, after)
  return network.output === after ? { ...added, output: name } : added
}

/** Puts a layer into one connection: `target` takes it in the place of `source`. */
export function insertBetween(network: NetworkSpec, source: string, target: string, layer: LayerSpec): NetworkSpec {
  const node = network.layers.find(({ name }) => name === target)
  if (!node?.inputs.includes(source) || definitionOf(layer).inputs.max === 0) return network
  const name = nameFor(network, layer.type)
  const rewired = mapLayers(network, (one) => (one === node ? replaceInput(one, source, name) : one))
  return addLayer(rewired, { name, inputs: [source], layer }, source)
}

/**
 * Removes layers and closes the gaps: what took a removed layer takes what that one took first, if it took anything. The
 * output moves up likewise.
 */
export function removeLayers(network: NetworkSpec, names: ReadonlySet<string>): NetworkSpec {
  if (!network.layers.some(({ name }) => names.has(name))) return network
  const byName = new Map(network.layers.map((node) => [node.name, node]))
  const remaining = (name: string): string | undefined => {
    const seen = new Set<string>()
    let at: string | undefined = name
    while (at !== undefined && names.has(at) && !seen.has(at)) {
      seen.add(at)
      at = byName.get(at)?.inputs[0]
    }
    return at !== undefined && names.has(at) ? undefined : at
  }
  const layers = network.layers.flatMap((node) => {
    if (names.has(node.name)) return []
    if (!node.inputs.some((input) => names.has(input))) return [node]
    const closed: string[] = []
    for (const input of node.inputs) {
      const source = remaining(input)
      // What closes a gap may be connected already; twice is only what a person drew twice.
      if (source !== undefined && (source === input || !closed.includes(source))) closed.push(source)
    }
    return [{ ...node, inputs: closed }]
  })
  return { layers, output: remaining(network.output) ?? layers.at(-1)?.name ?? '' }
}

/** Whether the output of `from` goes into `to`, however far. */
export function leadsTo(network: NetworkSpec, from: string, to: string): boolean {
  const byName = new Map(network.layers.map((node) => [node.name, node]))
  const seen = new Set([to])
  for (const name of seen) for (const input of byName.get(name)?.inputs ?? []) seen.add(input)
  return seen.has(from)
}

/** Why two layers cannot be connected; undefined if they can. */
export function connectionRefusal(network: NetworkSpec, source: string, target: string): string | undefined {
  const node = network.layers.find(({ name }) => name === target)
  if (!node || !namesOf(network).has(source)) return 'Both layers have to be of one network.'
  if (definitionOf(node.layer).inputs.max === 0) return 'An input layer takes no other layer.'
  if (node.inputs.includes(source)) return 'They are connected already.'
  if (leadsTo(network, target, source)) return 'That would be a cycle.'
  if (definitionOf(node.layer).inputs.max > 1 && node.inputs.length >= MAX_INPUTS) return 'It has 16 inputs already.'
  return undefined
}

/** The layers that a layer may take, in the order of the network: neither what it takes already nor what it leads to. */
export function possibleSources({ layers }: NetworkSpec, target: string): readonly string[] {
  const node = layers.find(({ name }) => name === target)
  if (!node || definitionOf(node.layer).inputs.max === 0) return []
  const consumers = new Map<string, string[]>()
  for (const { name, inputs } of layers) {
    for (const input of inputs) {
      const known = consumers.get(input)
      if (known) known.push(name)
      else consumers.set(input, [name])
    }
  }
  const below = new Set([target])
  for (const name of below) for (const consumer of consumers.get(name) ?? []) below.add(consumer)
  return layers.map(({ name }) => name).filter((name) => !below.has(name) && !node.inputs.includes(name))
}

/** Connects two layers: beside the inputs that `target` has, or instead of the one that it may have. */
export function connect(network: NetworkSpec, source: string, target: string): NetworkSpec {
  if (connectionRefusal(network, source, target) !== undefined) return network
  return mapLayers(network, (node) => {
    if (node.name !== target) return node
    const { max } = definitionOf(node.layer).inputs
    return { ...node, inputs: max === 1 ? [source] : [...node.inputs, source].slice(0, Math.max(max, 1)) }
  })
}

/** Cuts a connection. */
export const disconnect = (network: NetworkSpec, source: string, target: string): NetworkSpec =>
  mapLayers(network, (node) =>
    node.name === target && node.inputs.includes(source)
      ? { ...node, inputs: node.inputs.filter((input) => input !== source) }
      : node,
  )

/** Replaces the settings of a layer; one of another type keeps as many of the inputs as it takes. */
export const setLayer = (network: NetworkSpec, name: string, layer: LayerSpec): NetworkSpec =>
  mapLayers(network, (node) => {
    if (node.name !== name || node.layer === layer) return node
    const { max } = definitionOf(layer).inputs
    return { ...node, inputs: node.inputs.length > max ? node.inputs.slice(0, max) : node.inputs, layer }
  })

/** Gives a layer another name everywhere; nothing where that is taken. */
export function renameLayer(network: NetworkSpec, from: string, to: string): NetworkSpec {
  if (from === to || namesOf(network).has(to) || !namesOf(network).has(from)) return network
  const renamed = mapLayers(network, (node) => {
    const own = node.name === from ? { ...node, name: to } : node
    return replaceInput(own, from, to)
  })
  return { ...renamed, output: network.output === from ? to : network.output }
}

/** Makes a layer the one whose output is the network's. */
export const setOutput = (network: NetworkSpec, name: string): NetworkSpec =>
  network.output === name || !namesOf(network).has(name) ? network : { ...network, output: name }

/**
 * Takes a layer of one input out of its place and puts it behind another one, closing the gap. A layer cannot stand behind
 * itself; layers of several inputs or none stay.
 */
export function moveAfter(network: NetworkSpec, name: string, after: string): NetworkSpec {
  const node = network.layers.find((one) => one.name === name)
  if (node?.inputs.length !== 1 || name === after || node.inputs[0] === after) return network
  if (!namesOf(network).has(after)) return network
  const without = removeLayers(network, new Set([name]))
  const rewired = mapLayers(without, (one) => replaceInput(one, after, name))
  const moved = addLayer(rewired, { ...node, inputs: [after] }, after)
  return without.output === after ? { ...moved, output: name } : moved
}

/** Moves a layer one place up or down the chain that it stands in; nothing at the ends and where the chain branches. */
export function moveStep(network: NetworkSpec, name: string, direction: 'up' | 'down'): NetworkSpec {
  const node = network.layers.find((one) => one.name === name)
  const [source] = node?.inputs ?? []
  if (!node || source === undefined || node.inputs.length !== 1) return network
  if (direction === 'up') {
    const before = network.layers.find((one) => one.name === source)
    const [grand] = before?.inputs ?? []
    return before?.inputs.length === 1 && grand !== undefined ? moveAfter(network, name, grand) : network
  }
  const [next, ...others] = consumersOf(network, name)
  return next?.inputs.length === 1 && others.length === 0 ? moveAfter(network, name, next.name) : network
}
