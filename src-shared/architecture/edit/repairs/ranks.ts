import { formatShape, sizeOf } from '../../layer'
import type { LayerSpec } from '../../layers/registry'
import { imageOf } from '../catalogue'
import { nameFor } from '../names'
import { insertBetween } from '../network-edits'
import { type Rule, replacing, type Situation } from './situation'

/** The network with layers between the first input of the layer with the problem and itself. */
function before(situation: Situation, layers: readonly LayerSpec[]) {
  const { network, node } = situation
  let [changed, source] = [network, node?.inputs[0]]
  for (const layer of layers) {
    if (node === undefined || source === undefined) return network
    const name = nameFor(changed, layer.type)
    changed = insertBetween(changed, source, node.name, layer)
    source = name
  }
  return changed
}

/** A vector where an image is, or an image where a vector is. */
export const ranks: Rule = (situation) => {
  const { node, inputs } = situation
  const [input] = inputs
  if (node === undefined || input === undefined) return []
  const insert = (title: string, ...layers: LayerSpec[]) => replacing(situation, title, before(situation, layers))
  if (input.length === 3) {
    return [
      insert('Insert Flatten', { type: 'flatten' }),
      insert('Insert global pooling', { type: 'global-pooling', kind: 'average' }),
    ]
  }
  const image = imageOf(sizeOf(input))
  return [insert(`Insert Reshape to ${formatShape(image)}`, { type: 'reshape', shape: image })]
}
