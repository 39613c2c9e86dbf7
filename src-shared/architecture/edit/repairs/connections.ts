import { definitionOf } from '../../layers/registry'
import type { LayerNode } from '../../spec'
import { freeName, namesOf } from '../names'
import { connect, connectionRefusal, disconnect, removeLayers, setOutput } from '../network-edits'
import { type Repair, type Rule, replacing, type Situation } from './situation'

/** Layers that nothing takes and that are not the output, the last first. */
function openEnds({ network }: Situation): LayerNode[] {
  const taken = new Set(network.layers.flatMap(({ inputs }) => inputs))
  return network.layers.filter(({ name }) => !taken.has(name)).reverse()
}

/** Too few inputs: open ends, then the layer that stands before it in the list. */
function missingInputs(situation: Situation, node: LayerNode): Repair[] {
  const { network } = situation
  if (node.inputs.length >= definitionOf(node.layer).inputs.min) return []
  const at = network.layers.indexOf(node)
  const sources = [...openEnds(situation), ...network.layers.slice(0, Math.max(0, at)).reverse()]
  const possible = sources.filter(({ name }) => connectionRefusal(network, name, node.name) === undefined)
  return possible
    .slice(0, 2)
    .map(({ name }) => replacing(situation, `Connect ${name}`, connect(network, name, node.name)))
}

/** Connections to nothing, in a circle, or too many. */
export const connections: Rule = (situation) => {
  const { network, node } = situation
  if (node === undefined) {
    const ends = openEnds(situation).filter(({ layer }) => layer.type !== 'input')
    return ends.slice(0, 3).map(({ name }) => replacing(situation, `End at ${name}`, setOutput(network, name)))
  }
  const names = namesOf(network)
  const { max } = definitionOf(node.layer).inputs
  const lost = node.inputs.filter((input) => !names.has(input))
  const repairs: Repair[] = []
  if (lost.length > 0) {
    const without = lost.reduce((changed, input) => disconnect(changed, input, node.name), network)
    const fresh = missingInputs({ ...situation, network: without }, { ...node, inputs: [] })
    repairs.push(...fresh, replacing(situation, 'Cut the connection', without))
  }
  if (node.inputs.length > max) {
    const extra = node.inputs.slice(max)
    const cut = extra.reduce((changed, input) => disconnect(changed, input, node.name), network)
    repairs.push(replacing(situation, `Disconnect ${extra.join(', ')}`, cut))
  }
  repairs.push(...missingInputs(situation, node))
  for (const input of node.inputs) {
    if (names.has(input) && situation.problem.message.includes('cycle')) {
      repairs.push(replacing(situation, `Cut the connection from ${input}`, disconnect(network, input, node.name)))
    }
  }
  if (network.layers.filter(({ name }) => name === node.name).length > 1) {
    const second = network.layers.findLastIndex(({ name }) => name === node.name)
    const name = freeName(names, node.name)
    const layers = network.layers.map((one, i) => (i === second ? { ...one, name } : one))
    repairs.push(replacing(situation, `Rename the second to ${name}`, { ...network, layers }))
  }
  return repairs
}

/** A layer that leads nowhere. */
export const nowhere: Rule = (situation) => {
  const { network, node } = situation
  if (node === undefined || network.layers.some(({ inputs }) => inputs.includes(node.name))) return []
  return [
    ...(node.layer.type === 'input' ? [] : [replacing(situation, 'End here', setOutput(network, node.name))]),
    ...network.layers
      .filter(({ name, inputs, layer }) => inputs.length < definitionOf(layer).inputs.min && name !== node.name)
      .slice(0, 1)
      .map(({ name }) => replacing(situation, `Connect to ${name}`, connect(network, node.name, name))),
    replacing(situation, 'Remove', removeLayers(network, new Set([node.name]))),
  ]
}
