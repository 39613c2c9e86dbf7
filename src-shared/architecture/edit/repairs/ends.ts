import { formatShape, type Shape, sizeOf } from '../../layer'
import type { LayerSpec } from '../../layers/registry'
import type { NetworkSpec } from '../../spec'
import { catalogue } from '../catalogue'
import { setLayer } from '../network-edits'
import { insertChain, type Repair, type Rule, replacing, type Situation } from './situation'
import { variantsOf } from './variants'

/** So many layers before the output are tried with other settings. */
const REACH = 12

/** The layer before the functions that a network ends with: new layers go behind it, so that the functions stay last. */
function beforeTail({ layers, output }: NetworkSpec): string {
  const byName = new Map(layers.map((node) => [node.name, node]))
  let name = output
  for (let node = byName.get(name); node?.layer.type === 'activation'; node = byName.get(name)) {
    const [input] = node.inputs
    if (input === undefined) break
    name = input
  }
  return name
}

const isPower = (ratio: number): boolean =>
  Number.isInteger(ratio) && ratio > 1 && ratio <= 64 && Number.isInteger(Math.log2(ratio))

/** Layers that lead from one shape to another. */
function bridges(from: Shape, to: Shape): readonly { title: string; layers: readonly LayerSpec[] }[] {
  const dense = { ...catalogue.dense.create(undefined), units: sizeOf(to) }
  const reshape: LayerSpec = { type: 'reshape', shape: [...to] }
  const [height = 1, width = 1, channels = 1] = to
  const conv = catalogue['conv2d'].create(undefined)
  if (to.length === 1) {
    if (from.length === 1) return [{ title: `add Dense ${sizeOf(to)}`, layers: [dense] }]
    return [
      { title: `add Flatten and Dense ${sizeOf(to)}`, layers: [{ type: 'flatten' }, dense] },
      {
        title: `add global pooling and Dense ${sizeOf(to)}`,
        layers: [{ type: 'global-pooling', kind: 'average' }, dense],
      },
    ]
  }
  if (from.length !== 3) {
    if (sizeOf(from) === sizeOf(to)) return [{ title: 'add Reshape', layers: [reshape] }]
    return [{ title: 'add Dense and Reshape', layers: [dense, reshape] }]
  }
  const [rows = 1, columns = 1, had = 1] = from
  if (rows === height && columns === width) {
    return [
      { title: `add a convolution to ${channels}`, layers: [{ ...conv, filters: channels, kernel: 3, stride: 1 }] },
    ]
  }
  const [up, down] = [height / rows, rows / height]
  if (isPower(up) && up === width / columns) {
    const steps = Math.log2(up)
    const layers = Array.from({ length: steps }, (_, i): LayerSpec => {
      const filters = i === steps - 1 ? channels : Math.max(8, Math.floor(had / 2 ** (i + 1)))
      return { ...catalogue['conv2d-transpose'].create(undefined), filters }
    })
    return [{ title: steps === 1 ? 'add a transposed convolution' : `add ${steps} transposed convolutions`, layers }]
  }
  if (isPower(down) && down === columns / width) {
    const layer: LayerSpec = { ...conv, filters: channels, kernel: down, stride: down, padding: 0 }
    return [{ title: `add a convolution of stride ${down}`, layers: [layer] }]
  }
  return []
}

/** One setting of one of the last layers changed. */
function settings(situation: Situation): Repair[] {
  const { network, analysis, end } = situation
  return analysis.layers
    .slice(-REACH)
    .reverse()
    .flatMap(({ node, inputShapes }) =>
      variantsOf(node.layer, inputShapes[0], end).map(({ title, layer }) =>
        replacing(
          situation,
          `End at ${formatShape(end)}: ${title} on ${node.name}`,
          setLayer(network, node.name, layer),
        ),
      ),
    )
}

/** A network that ends at another shape than it should. */
export const ends: Rule = (situation) => {
  const { network, analysis, end } = situation
  const at = beforeTail(network)
  const shape = analysis.layers.find(({ node }) => node.name === at)?.shape
  if (analysis.output === undefined || shape === undefined) return []
  const added = bridges(shape, end).map(({ title, layers }) =>
    replacing(situation, `End at ${formatShape(end)}: ${title}`, insertChain(network, at, layers)),
  )
  return [...settings(situation), ...added]
}
