import { definitionOf } from '../../layers/registry'
import { nameFor } from '../names'
import { addLayer, connect, setLayer } from '../network-edits'
import { type Rule, replacing } from './situation'

/** Classes that a labelled set has more often than any other number. */
const USUAL_CLASSES = 10

/** Inputs of the network that are missing or take the wrong thing. */
export const sources: Rule = (situation) => {
  const { network, node, takes: source } = situation
  if (node?.layer.type === 'input') {
    const right = setLayer(network, node.name, { type: 'input', source })
    const classes = { type: 'settings', settings: { classes: USUAL_CLASSES } } as const
    return [
      ...(node.layer.source === 'label' ? [{ title: `Give it ${USUAL_CLASSES} classes`, edit: classes }] : []),
      ...(node.layer.source === source ? [] : [replacing(situation, `Take the ${source}`, right)]),
    ]
  }
  if (node !== undefined) return []
  const name = nameFor(network, 'input')
  const added = {
    ...network,
    layers: [{ name, inputs: [], layer: { type: 'input' as const, source } }, ...network.layers],
  }
  const free = network.layers.find(({ inputs, layer }) => inputs.length === 0 && definitionOf(layer).inputs.min > 0)
  const connected = free === undefined ? added : connect(added, name, free.name)
  const first = network.layers.length === 0
  return [
    replacing(
      situation,
      `Add the ${source} input`,
      first ? addLayer(network, { name, inputs: [], layer: { type: 'input', source } }) : connected,
    ),
  ]
}
