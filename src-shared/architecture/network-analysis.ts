import { type InferenceContext, type Shape, sizeOf, type WeightSpec } from './layer'
import { definitionOf, inferLayer, multiplyAddsOf, weightsOf } from './layers/registry'
import type { LayerNode, NetworkSpec } from './spec'

/** A layer of a valid network with what follows from its place in it. */
export interface PlacedLayer {
  readonly node: LayerNode
  readonly inputShapes: readonly Shape[]
  readonly shape: Shape
  readonly weights: readonly WeightSpec[]
  /** Numbers that an optimiser changes. */
  readonly parameters: number
  /** For one sample. */
  readonly multiplyAdds: number
}

/** A problem of one layer: what is wrong, and what would fix it. */
export interface NetworkProblem {
  /** Undefined where the problem is the network's and not one layer's. */
  readonly layer: string | undefined
  /** What is said of the layer or the network without naming it, such as "has no latent input". */
  readonly message: string
  readonly fix: string
}

/** A network with the shapes, weights and problems that follow from its spec. */
export interface NetworkAnalysis {
  /** In an order in which every layer comes after its inputs. Layers behind a problem are missing. */
  readonly layers: readonly PlacedLayer[]
  readonly problems: readonly NetworkProblem[]
  /** Output shape, or undefined while there are problems before it. */
  readonly output: Shape | undefined
  readonly parameters: number
  readonly multiplyAdds: number
}

/** Kahn's algorithm over the declared order; layers in a cycle are left out of `ordered`. */
function order(network: NetworkSpec): { ordered: LayerNode[]; problems: NetworkProblem[] } {
  const problems: NetworkProblem[] = []
  const byName = new Map<string, LayerNode>()
  for (const node of network.layers) {
    if (byName.has(node.name)) {
      problems.push({ layer: node.name, message: 'has the name of another layer', fix: 'give it a name of its own' })
    } else byName.set(node.name, node)
  }
  for (const node of byName.values()) {
    for (const source of node.inputs) {
      if (byName.has(source)) continue
      problems.push({
        layer: node.name,
        message: `takes its input from “${source}”, which does not exist`,
        fix: 'connect it to a layer of this network',
      })
    }
  }
  const ordered: LayerNode[] = []
  const placed = new Set<string>()
  const remaining = new Set(byName.values())
  for (let progress = true; progress; ) {
    progress = false
    for (const node of remaining) {
      if (!node.inputs.every((source) => placed.has(source) || !byName.has(source))) continue
      ordered.push(node)
      placed.add(node.name)
      remaining.delete(node)
      progress = true
    }
  }
  for (const node of remaining) {
    problems.push({
      layer: node.name,
      message: 'is part of a cycle',
      fix: 'remove one of the connections of the cycle',
    })
  }
  return { ordered, problems }
}

/** The layers that the output does not depend on; none while there is no output layer. */
function unused(network: NetworkSpec): LayerNode[] {
  const byName = new Map(network.layers.map((node) => [node.name, node]))
  if (!byName.has(network.output)) return []
  const used = new Set([network.output])
  for (const name of used) for (const source of byName.get(name)?.inputs ?? []) used.add(source)
  return network.layers.filter((node) => !used.has(node.name))
}

const sameShape = (a: Shape | undefined, b: Shape | undefined): boolean =>
  a === b || (a?.length === b?.length && (a ?? []).every((size, axis) => size === b?.[axis]))

const sameContext = (a: InferenceContext, b: InferenceContext): boolean =>
  a === b || (sameShape(a.image, b.image) && sameShape(a.latent, b.latent) && sameShape(a.label, b.label))

interface Remembered<T> {
  readonly context: InferenceContext
  readonly value: T
}

/**
 * What followed last from a layer and from a network. Both are values that never change, so it follows again from the same inputs: an
 * edit of one layer has only that one and those whose shapes it changes inferred anew.
 */
const placedBefore = new WeakMap<LayerNode, Remembered<PlacedLayer>>()
const analysedBefore = new WeakMap<NetworkSpec, Remembered<NetworkAnalysis>>()

/** A layer in its place: as it was before if that is the same, else inferred. */
function placeLayer(node: LayerNode, inputShapes: readonly Shape[], context: InferenceContext) {
  const before = placedBefore.get(node)
  if (before !== undefined && sameContext(before.context, context)) {
    const { inputShapes: had } = before.value
    if (had.length === inputShapes.length && had.every((shape, i) => sameShape(shape, inputShapes[i]))) {
      return { ok: true, placed: before.value } as const
    }
  }
  const inference = inferLayer(node.layer, inputShapes, context)
  if (!inference.ok) return inference
  const weights = weightsOf(node.layer, inputShapes)
  const parameters = weights.reduce((sum, weight) => sum + (weight.trainable ? sizeOf(weight.shape) : 0), 0)
  const multiplyAdds = multiplyAddsOf(node.layer, inputShapes, inference.shape)
  const placed = { node, inputShapes, shape: inference.shape, weights, parameters, multiplyAdds }
  placedBefore.set(node, { context, value: placed })
  return { ok: true, placed } as const
}

/**
 * Shape inference, weights and counts of one network. Never throws: what is wrong comes back as problems. The same value for the same
 * network, and in it the same value for every layer that is the same and takes the same shapes as the last time.
 */
export function analyseNetwork(network: NetworkSpec, context: InferenceContext): NetworkAnalysis {
  const before = analysedBefore.get(network)
  if (before !== undefined && sameContext(before.context, context)) return before.value
  const value = analyse(network, context)
  analysedBefore.set(network, { context, value })
  return value
}

function analyse(network: NetworkSpec, context: InferenceContext): NetworkAnalysis {
  const { ordered, problems } = order(network)
  const shapes = new Map<string, Shape>()
  const layers: PlacedLayer[] = []
  for (const node of ordered) {
    const { min, max } = definitionOf(node.layer).inputs
    if (node.inputs.length < min || node.inputs.length > max) {
      const wanted = min === max ? `${min}` : `${min} to ${max}`
      problems.push({
        layer: node.name,
        message: `takes ${wanted} input${max === 1 ? '' : 's'} but has ${node.inputs.length}`,
        fix: `connect ${wanted}`,
      })
      continue
    }
    const inputShapes = node.inputs.flatMap((source) => {
      const shape = shapes.get(source)
      return shape === undefined ? [] : [shape]
    })
    if (inputShapes.length < node.inputs.length) continue
    const result = placeLayer(node, inputShapes, context)
    if (!result.ok) {
      problems.push({ layer: node.name, ...result.problem })
      continue
    }
    shapes.set(node.name, result.placed.shape)
    layers.push(result.placed)
  }
  // Of a network without layers its input is missing first, which whoever knows what it takes says.
  if (network.layers.length > 0 && !network.layers.some((node) => node.name === network.output)) {
    problems.push({
      layer: undefined,
      message: `ends at the layer “${network.output}”, which does not exist`,
      fix: 'choose the layer whose output is the network’s',
    })
  }
  for (const node of unused(network)) {
    problems.push({ layer: node.name, message: 'leads nowhere', fix: 'connect it towards the output or remove it' })
  }
  const sum = (of: (layer: PlacedLayer) => number) => layers.reduce((total, layer) => total + of(layer), 0)
  return {
    layers,
    problems,
    output: shapes.get(network.output),
    parameters: sum((layer) => layer.parameters),
    multiplyAdds: sum((layer) => layer.multiplyAdds),
  }
}
