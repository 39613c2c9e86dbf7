import type { LayerSpec } from './layers/registry'
import type { NetworkSpec } from './spec'

/** Layers one after the other that come again: shown as one where a person folds them. */
export interface Block {
  /** The name of its last layer. */
  readonly id: string
  /** Names of its layers, in order. */
  readonly names: readonly string[]
  /** Which one it is of how many, from 1; a run of single layers is one block. */
  readonly number: number
  readonly of: number
}

/** Longest sequence that is looked for. */
const LONGEST = 12

/** What has to be the same in each repetition: the kind of layer and how it changes the size, not how many channels it has. */
function kindOf(layer: LayerSpec): string {
  switch (layer.type) {
    case 'activation':
      return `${layer.type} ${layer.function.name}`
    case 'conv2d':
    case 'conv2d-transpose':
      return `${layer.type} ${layer.kernel} ${layer.stride}`
    case 'residual-block':
      return `${layer.type} ${layer.resample} ${layer.normalisation}`
    default:
      return layer.type
  }
}

/** A block begins where values are made anew, as people think of it: convolution, normalisation, activation. */
const begins = ({ type }: LayerSpec): boolean =>
  type === 'dense' || type === 'conv2d' || type === 'conv2d-transpose' || type === 'residual-block'

/** The layers of a network with what finding blocks asks about them. */
class Layers {
  readonly #place: ReadonlyMap<string, number>
  /** The last layer that takes each layer; the end of the list for the output. */
  readonly #until: readonly number[]

  constructor(readonly network: NetworkSpec) {
    const { layers, output } = network
    this.#place = new Map(layers.map(({ name }, i) => [name, i]))
    const until = layers.map(({ name }, i) => (name === output ? layers.length : i))
    for (const [i, { inputs }] of layers.entries()) {
      for (const input of inputs) {
        const at = this.#place.get(input)
        if (at !== undefined) until[at] = Math.max(until[at] ?? 0, i)
      }
    }
    this.#until = until
  }

  /**
   * What a stretch of the list does, in words that are equal for stretches that do the same; undefined where it is no block: it takes one
   * layer from outside, the one that `entry` names, and only its last layer is taken from outside.
   */
  signature(from: number, length: number): { readonly text: string; readonly entry: string } | undefined {
    const nodes = this.network.layers.slice(from, from + length)
    if (nodes.length < length) return undefined
    let entry: string | undefined
    const parts: string[] = []
    for (const [i, { inputs, layer }] of nodes.entries()) {
      const last = i === length - 1
      if (!last && (this.#until[from + i] ?? 0) >= from + length) return undefined
      if (inputs.length === 0) return undefined
      const within: (number | 'entry')[] = []
      for (const input of inputs) {
        const at = this.#place.get(input)
        if (at === undefined || at >= from + i) return undefined
        if (at >= from) within.push(at - from)
        else {
          entry ??= input
          if (entry !== input) return undefined
          within.push('entry')
        }
      }
      parts.push(`${kindOf(layer)}(${within.join(' ')})`)
    }
    return entry === undefined ? undefined : { text: parts.join(), entry }
  }

  /** How often the stretch from a place on comes, each time taking the end of the one before. */
  repeats(from: number, length: number): number {
    const first = this.signature(from, length)
    if (first === undefined) return 0
    for (let count = 1; ; count++) {
      const next = this.signature(from + count * length, length)
      if (next?.text !== first.text || next.entry !== this.network.layers[from + count * length - 1]?.name) return count
    }
  }
}

/** The repeated blocks of a network, skip connections within them included; no layer is in two of them. */
export function repeatedBlocks(network: NetworkSpec): readonly Block[] {
  const { layers: list } = network
  if (new Set(list.map(({ name }) => name)).size < list.length) return []
  const layers = new Layers(network)
  const blocks: Block[] = []
  for (let at = 0; at < list.length; ) {
    const first = list[at]
    let best = { length: 0, count: 0 }
    for (let length = 1; first && begins(first.layer) && length <= LONGEST; length++) {
      // A single layer that repeats is a block only where it is one by itself.
      const count = length > 1 || first.layer.type === 'residual-block' ? layers.repeats(at, length) : 0
      if (count > 1 && count * length > best.count * best.length) best = { length, count }
    }
    const { length, count } = best
    if (count === 0) {
      at++
      continue
    }
    const size = length === 1 ? count : length
    const of = length === 1 ? 1 : count
    for (let number = 1; number <= of; number++, at += size) {
      const names = list.slice(at, at + size).map(({ name }) => name)
      blocks.push({ id: names.at(-1) ?? '', names, number, of })
    }
  }
  return blocks
}

/** A network in which each folded block is one layer, its last, which takes what the first took. */
export function foldBlocks(network: NetworkSpec, folded: readonly Block[]): NetworkSpec {
  if (folded.length === 0) return network
  const byName = new Map(network.layers.map((node) => [node.name, node]))
  const blockOf = new Map(folded.flatMap((block) => block.names.map((name) => [name, block] as const)))
  const layers = network.layers.flatMap((node) => {
    const block = blockOf.get(node.name)
    if (block === undefined) return [node]
    if (node.name !== block.id) return []
    return [{ ...node, inputs: byName.get(block.names[0] ?? '')?.inputs ?? [] }]
  })
  return { layers, output: network.output }
}
