import type { LayerNode, NetworkSpec } from '../spec'
import { copyLayers, pasteFragment } from './fragment'
import { namesOf } from './names'
import { connect, moveAfter, removeLayers } from './network-edits'

/** The layers that can go somewhere else: those of one input, and those that take one of the others. */
function movable(network: NetworkSpec, names: ReadonlySet<string>): LayerNode[] {
  let moved = network.layers.filter(({ name, inputs }) => names.has(name) && inputs.length > 0)
  for (let before = Number.POSITIVE_INFINITY; moved.length < before; ) {
    before = moved.length
    const inside = namesOf({ layers: moved })
    moved = moved.filter(({ inputs }) => inputs.length === 1 || inputs.some((input) => inside.has(input)))
  }
  return moved
}

/** Layers in pieces that are connected within, in the order of the network. */
function piecesOf(layers: readonly LayerNode[]): LayerNode[][] {
  const pieces: LayerNode[][] = []
  for (const node of layers) {
    const touches = (one: LayerNode) => node.inputs.includes(one.name) || one.inputs.includes(node.name)
    const [first, ...others] = pieces.filter((piece) => piece.some(touches))
    if (first === undefined) {
      pieces.push([node])
      continue
    }
    for (const other of others) first.push(...pieces.splice(pieces.indexOf(other), 1).flat())
    first.push(node)
  }
  return pieces
}

/** The one layer of a piece that none of its others takes; undefined where there are several. */
function endOf(piece: readonly LayerNode[]): string | undefined {
  const [end, ...others] = piece.filter(({ name }) => !piece.some(({ inputs }) => inputs.includes(name)))
  return others.length === 0 ? end?.name : undefined
}

/** Connects the layers of a piece again with what they took from outside beside others of the piece, in the order of their inputs. */
function reconnected(network: NetworkSpec, piece: LayerNode[]): NetworkSpec {
  const inside = namesOf({ layers: piece })
  let changed = network
  for (const { name, inputs } of piece) {
    const outer = inputs.filter((input) => !inside.has(input))
    if (outer.length === 0 || outer.length === inputs.length) continue
    for (const input of outer) changed = connect(changed, input, name)
    const layers = changed.layers.map((node) =>
      node.name === name ? { ...node, inputs: inputs.filter((input) => node.inputs.includes(input)) } : node,
    )
    changed = { ...changed, layers }
  }
  return changed
}

/**
 * Takes layers out of their places and puts them behind another one, closing the gaps. What is connected among them stays so; pieces that
 * are not follow each other. Inputs, and layers of several inputs of which none comes along, stay. The same value where nothing moves.
 */
export function moveTogether(network: NetworkSpec, names: ReadonlySet<string>, after: string): NetworkSpec {
  if (names.has(after) || !namesOf(network).has(after)) return network
  const moved = movable(network, names)
  const [only, second] = moved
  if (only === undefined) return network
  if (second === undefined) return moveAfter(network, only.name, after)
  const inside = namesOf({ layers: moved })
  // The gap is closed by what the piece began with, not by what one of its sums took beside it.
  const inwards = network.layers.map((node) => {
    if (node.inputs.length < 2 || !inside.has(node.name)) return node
    const [own, others] = [node.inputs.filter((one) => inside.has(one)), node.inputs.filter((one) => !inside.has(one))]
    return { ...node, inputs: [...own, ...others] }
  })
  let changed = removeLayers({ ...network, layers: inwards }, inside)
  let at = after
  const pieces = piecesOf(moved)
  for (const piece of pieces) {
    const fragment = copyLayers(network, namesOf({ layers: piece }))
    if (fragment === undefined) continue
    changed = pasteFragment(changed, fragment, at).network
    at = endOf(piece) ?? at
  }
  return pieces.reduce(reconnected, changed)
}
