import type { LayerSpec } from './layers/registry'
import type { LayerNode, NetworkSpec } from './spec'

/** Whether a layer has statistics of the batch in it, so that the gradient of one image depends on the others. */
const mixesBatch = (layer: LayerSpec): boolean =>
  layer.type === 'batch-normalisation' || (layer.type === 'residual-block' && layer.normalisation === 'batch')

/**
 * The layers that keep a gradient penalty from being used: it needs the gradient at each image by itself (Gulrajani et al. 2017,
 * section 4). None means that a penalty can pass.
 */
export const penaltyBlockers = ({ layers }: NetworkSpec): readonly LayerNode[] =>
  layers.filter(({ layer }) => mixesBatch(layer))

/** The network with layer normalisation wherever the batch was mixed, as Gulrajani et al. advise. */
export function withoutBatchStatistics(network: NetworkSpec): NetworkSpec {
  if (penaltyBlockers(network).length === 0) return network
  return {
    ...network,
    layers: network.layers.map((node) => {
      const { layer } = node
      if (layer.type === 'batch-normalisation') {
        return { ...node, layer: { type: 'layer-normalisation', epsilon: layer.epsilon } }
      }
      if (layer.type === 'residual-block' && layer.normalisation === 'batch') {
        return { ...node, layer: { ...layer, normalisation: 'layer' } }
      }
      return node
    }),
  }
}
