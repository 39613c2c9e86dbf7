import { freeName } from '../edit/names'
import { type InferenceContext, type Initialiser, sizeOf } from '../layer'
import type { LayerSpec } from '../layers/registry'
import { analyseNetwork } from '../network-analysis'
import type { LayerNode, NetworkSpec } from '../spec'

const zero: Initialiser = { type: 'constant', value: 0 }
const leaky: LayerSpec = { type: 'activation', function: { name: 'leaky-relu', slope: 0.2 } }

/** A layer that takes the way back: from the shape that `layer` gives to the one that it takes. */
interface Mirrored {
  readonly name: string
  readonly layer: LayerSpec
}

/** The counterpart of a layer of a generator, given the channels that it takes; undefined where it needs none. */
function counterpart(layer: LayerSpec, channels: number): Mirrored | undefined {
  switch (layer.type) {
    case 'conv2d-transpose':
      return { name: 'down', layer: { ...layer, type: 'conv2d', filters: channels, bias: true } }
    case 'conv2d':
      return layer.stride === 1
        ? { name: 'convolve', layer: { ...layer, filters: channels, bias: true } }
        : { name: 'up', layer: { ...layer, type: 'conv2d-transpose', filters: channels, bias: true } }
    case 'upsample':
      return {
        name: 'pool',
        layer: { type: 'pooling', kind: 'average', kernel: layer.factor, stride: layer.factor, padding: 0 },
      }
    case 'residual-block': {
      const resample = ({ up: 'down', down: 'up', same: 'same' } as const)[layer.resample]
      return { name: 'block', layer: { ...layer, resample, filters: channels, normalisation: 'none' } }
    }
    case 'dense':
      return { name: 'dense', layer: { ...layer, units: channels, bias: true } }
    case 'reshape':
    case 'flatten':
      return { name: 'flatten', layer: { type: 'flatten' } }
    case 'dropout':
    case 'gaussian-noise':
      return { name: layer.type === 'dropout' ? 'dropout' : 'noise', layer }
    case 'input':
    case 'activation':
    case 'batch-normalisation':
    case 'layer-normalisation':
    case 'instance-normalisation':
    case 'pooling':
    case 'global-pooling':
    case 'add':
    case 'concatenate':
    case 'embedding':
    case 'projection':
      return undefined
  }
}

const weighted = (layer: LayerSpec): boolean =>
  layer.type === 'dense' ||
  layer.type === 'conv2d' ||
  layer.type === 'conv2d-transpose' ||
  layer.type === 'residual-block'

/**
 * A discriminator that takes the way of a generator back: from the image through the counterparts of its layers to one score.
 * LeakyReLU comes after each of them (Radford et al. 2016); batch statistics are left out, so that a gradient penalty can pass.
 * Where the generator branches, its main path is mirrored: the first input of each layer. Undefined while the generator has
 * problems.
 */
export function mirrorToDiscriminator(generator: NetworkSpec, context: InferenceContext): NetworkSpec | undefined {
  const { layers: placed, output, problems } = analyseNetwork(generator, context)
  if (output === undefined || problems.length > 0) return undefined
  const byName = new Map(placed.map((layer) => [layer.node.name, layer]))
  const nodes: LayerNode[] = [{ name: 'input', inputs: [], layer: { type: 'input', source: 'image' } }]
  const taken = new Set(['input', 'flatten', 'score'])
  let last = 'input'
  const push = (wanted: string, layer: LayerSpec): void => {
    const name = freeName(taken, `${wanted}1`)
    taken.add(name)
    nodes.push({ name, inputs: [last], layer })
    last = name
  }
  let vector = false
  for (let at = byName.get(generator.output); at !== undefined; at = byName.get(at.node.inputs[0] ?? '')) {
    const { layer } = at.node
    const [input = []] = at.inputShapes
    const source = byName.get(at.node.inputs[0] ?? '')?.node.layer.type
    // The projection of the latent becomes the score.
    if (layer.type === 'dense' && source === 'input') continue
    const mirrored = counterpart(layer, input.at(-1) ?? 1)
    if (mirrored === undefined || (mirrored.layer.type === 'flatten' && vector)) continue
    if (mirrored.layer.type === 'flatten') {
      vector = true
      taken.delete('flatten')
      push('flatten', mirrored.layer)
      continue
    }
    push(mirrored.name, mirrored.layer)
    if (weighted(mirrored.layer)) push('activation', leaky)
  }
  if (!vector && sizeOf(output) > 0 && output.length === 3) push('flatten', { type: 'flatten' })
  const initialiser: Initialiser = { type: 'normal', mean: 0, deviation: 0.02 }
  nodes.push({
    name: 'score',
    inputs: [last],
    layer: { type: 'dense', units: 1, bias: true, initialiser, biasInitialiser: zero },
  })
  return { layers: nodes, output: 'score' }
}
