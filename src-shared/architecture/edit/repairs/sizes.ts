import { formatShape, type Shape, sizeOf } from '../../layer'
import type { LayerNode } from '../../spec'
import { catalogue, imageOf } from '../catalogue'
import { insertBetween, setLayer } from '../network-edits'
import { type Repair, type Rule, replacing, type Situation } from './situation'
import { variantsOf } from './variants'

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

/** A reshape whose values do not come out even: another shape, or another width of the dense layer before it. */
function reshapes(situation: Situation, node: LayerNode, input: Shape): Repair[] {
  const { network } = situation
  if (node.layer.type !== 'reshape') return []
  const [have, want] = [sizeOf(input), sizeOf(node.layer.shape)]
  const source = network.layers.find(({ name }) => name === node.inputs[0])
  const repairs: Repair[] = []
  if (source?.layer.type === 'dense') {
    const widened = setLayer(network, source.name, { ...source.layer, units: want })
    repairs.push(replacing(situation, `Set ${want} units on ${source.name}`, widened))
  }
  const [height = 1, width = 1] = node.layer.shape
  const kept = have % (height * width) === 0 ? [height, width, have / (height * width)] : imageOf(have)
  const shape = node.layer.shape.length === 1 ? [have] : kept
  const title = `Set shape ${formatShape(shape)}`
  return [...repairs, replacing(situation, title, setLayer(network, node.name, { ...node.layer, shape }))]
}

/** Inputs of a sum or of a join that differ: bring each odd one to the shape of the first. */
function inputsOfOneShape(situation: Situation, node: LayerNode): Repair[] {
  const { network, inputs } = situation
  if (node.layer.type !== 'add' && node.layer.type !== 'concatenate') return []
  const repairs: Repair[] = []
  for (const [target, ...others] of [inputs, [...inputs].reverse()]) {
    const [height, , channels] = target ?? []
    if (height === undefined || channels === undefined) continue
    let [changed, words] = [network, '']
    for (const [i, shape] of inputs.entries()) {
      const source = node.inputs[i]
      if (source === undefined || !others.includes(shape) || formatShape(shape) === formatShape(target ?? [])) continue
      const stride = Math.max(1, Math.round((shape[0] ?? height) / height))
      const filters = node.layer.type === 'add' ? channels : (shape[2] ?? channels)
      const grows = height > (shape[0] ?? height)
      const factor = Math.round(height / (shape[0] ?? height))
      const base = catalogue.conv2d.create(shape)
      changed = grows
        ? insertBetween(changed, source, node.name, { type: 'upsample', factor: Math.max(2, factor) })
        : insertBetween(changed, source, node.name, { ...base, filters, kernel: stride, stride, padding: 0 })
      words = grows
        ? `Insert Upsample ×${factor} after ${source}`
        : `Insert a convolution to ${filters} after ${source}`
    }
    if (changed !== network) repairs.push(replacing(situation, words, changed))
  }
  return repairs
}

/** A layer whose own settings do not suit what it gets. */
export const sizes: Rule = (situation) => {
  const { network, node, inputs, end } = situation
  const [input] = inputs
  if (node === undefined || input === undefined) return []
  return [
    ...reshapes(situation, node, input),
    ...inputsOfOneShape(situation, node),
    ...(node.layer.type === 'reshape' ? [] : variantsOf(node.layer, input, end)).map(({ title, layer }) =>
      replacing(situation, capital(title), setLayer(network, node.name, layer)),
    ),
  ]
}
