import { networkListOf } from '@shared/architecture/analysis'
import type { Shape } from '@shared/architecture/layer'
import type { PlacedLayer } from '@shared/architecture/network-analysis'
import type { SystemNetwork } from '@shared/architecture/network-check'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { StateTensor, Tensors } from '../compute/engine'
import { type LayerContext, type LayerDraw, only, pick } from './layer'
import { applyLayer, drawOf, mixesSamples } from './registry'

/** A valid network, ready to be applied. */
export interface Network {
  readonly role: NetworkRole
  /** In an order in which every layer comes after its inputs. */
  readonly layers: readonly PlacedLayer[]
  /** Name of the layer whose output is the network's. */
  readonly output: string
}

/** The name of a weight in the state of a run. */
export const stateName = (role: NetworkRole, layer: string, weight: string): string => `${role}/${layer}/${weight}`

/** A network of a system that has no problems. */
export const networkFrom = ({ role, layers, outputLayer }: SystemNetwork): Network => ({
  role,
  layers,
  output: outputLayer,
})

/** The networks of an architecture that has no problems, in the order in which data goes through them. */
export const networksOf = (spec: ArchitectureSpec): readonly Network[] => networkListOf(spec).map(networkFrom)

/** The tensors that a network owns. */
export function stateOf({ role, layers }: Network): StateTensor[] {
  return layers.flatMap(({ node, weights }) =>
    weights.map(({ name, shape, trainable }) => ({ name: stateName(role, node.name, name), shape, trainable })),
  )
}

/** The names of the state of a network that an optimiser changes. */
export const trainableOf = (network: Network): string[] =>
  stateOf(network).flatMap(({ name, trainable }) => (trainable ? [name] : []))

/** What a layer of a network draws in training. `shape` is that of one sample. */
export interface NetworkDraw {
  readonly layer: string
  readonly shape: Shape
  readonly draw: LayerDraw
}

/** What one application of a network draws in training. */
export function drawsOf({ layers }: Network): NetworkDraw[] {
  return layers.flatMap(({ node, shape }) => {
    const draw = drawOf(node.layer)
    return draw === undefined ? [] : [{ layer: node.name, shape, draw }]
  })
}

/** Whether a batch's results depend on which samples are in it: then two batches must not be joined into one. */
export const networkMixesSamples = ({ layers }: Network): boolean => layers.some(({ node }) => mixesSamples(node.layer))

/**
 * The sigmoid that turns a network's logit into a probability, if nothing but changes of shape comes after it. Losses
 * are computed from the logit l: log σ(l) = −softplus(−l) is exact for every l, while the logarithm of a sigmoid that
 * has been rounded to 0 or 1 is infinite and has no gradient.
 */
function finalSigmoid({ layers, output }: Network): string | undefined {
  const byName = new Map(layers.map(({ node }) => [node.name, node]))
  for (let node = byName.get(output); node !== undefined; node = byName.get(node.inputs[0] ?? '')) {
    if (node.layer.type === 'activation') return node.layer.function.name === 'sigmoid' ? node.name : undefined
    if (node.layer.type !== 'flatten' && node.layer.type !== 'reshape') return undefined
  }
  return undefined
}

/** How a network is applied. */
export interface Pass {
  readonly mode: 'training' | 'inference'
  /** `logits` leaves out a final sigmoid. */
  readonly output: 'as-built' | 'logits'
  readonly state: Tensors
  readonly source: LayerContext['source']
  /** What a layer draws; called in training only. */
  drawn(layer: string): Tensor
}

/** Applies a network. `updates` holds new running statistics by state name. */
export function applyNetwork(network: Network, pass: Pass): { readonly output: Tensor; readonly updates: Tensors } {
  const outputs: Record<string, Tensor> = {}
  const updates: Record<string, Tensor> = {}
  const skipped = pass.output === 'logits' ? finalSigmoid(network) : undefined
  for (const { node, weights } of network.layers) {
    const inputs = node.inputs.map((name) => pick(outputs, name))
    if (node.name === skipped) {
      outputs[node.name] = only(inputs)
      continue
    }
    const nameOf = (weight: string) => stateName(network.role, node.name, weight)
    const applied = applyLayer(
      node.layer,
      inputs,
      Object.fromEntries(weights.map(({ name }) => [name, pick(pass.state, nameOf(name))])),
      { training: pass.mode === 'training', source: pass.source, drawn: () => pass.drawn(node.name) },
    )
    outputs[node.name] = applied.output
    for (const [weight, value] of Object.entries(applied.updates)) updates[nameOf(weight)] = value
  }
  return { output: pick(outputs, network.output), updates }
}
