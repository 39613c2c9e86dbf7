import type { LayerSpec } from '../architecture/layers/registry'
import type { NetworkSpec } from '../architecture/spec'

/** Whether a layer has statistics of the batch in it. */
export const normalisesBatch = (layer: LayerSpec): boolean =>
  layer.type === 'batch-normalisation' || (layer.type === 'residual-block' && layer.normalisation === 'batch')

/** The name of the activation that a network ends with, if nothing but changes of shape comes after it. */
export function finalActivation({ layers, output }: NetworkSpec): string | undefined {
  const byName = new Map(layers.map((node) => [node.name, node]))
  for (let node = byName.get(output); node !== undefined; node = byName.get(node.inputs[0] ?? '')) {
    if (node.layer.type === 'activation') return node.name
    if (node.layer.type !== 'flatten' && node.layer.type !== 'reshape') return undefined
  }
  return undefined
}

/** The name of the sigmoid that a network ends with, if nothing but changes of shape comes after it. */
export function finalSigmoid(network: NetworkSpec): string | undefined {
  const name = finalActivation(network)
  const layer = network.layers.find((node) => node.name === name)?.layer
  return layer?.type === 'activation' && layer.function.name === 'sigmoid' ? name : undefined
}
