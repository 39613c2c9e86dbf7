import type { LayerSpec } from '../../src-shared/architecture/layers/registry'
import type { AdversarialArchitecture, NetworkSpec } from '../../src-shared/architecture/spec'

const shared = (width: number, factor: number): number => Math.max(4, Math.round(width / factor))

/** A network of the same layers with fewer channels and units; what it takes and gives keeps its size. */
function narrowNetwork(network: NetworkSpec, { image }: AdversarialArchitecture, factor: number): NetworkSpec {
  const pixels = image.height * image.width * image.channels
  const byName = new Map(network.layers.map((node) => [node.name, node]))
  /** Dense layers whose output becomes an image of many channels, by their names. */
  const seeds = new Map<string, number>()
  const reshapes = new Map<string, number[]>()
  for (const { name, inputs, layer } of network.layers) {
    const [from] = inputs
    if (layer.type !== 'reshape' || from === undefined || byName.get(from)?.layer.type !== 'dense') continue
    const [height = 1, width = 1, channels = 1] = layer.shape
    if (height * width * channels === pixels) continue
    const fewer = shared(channels, factor)
    reshapes.set(name, [height, width, fewer])
    seeds.set(from, height * width * fewer)
  }
  const narrowed = (name: string, layer: LayerSpec): LayerSpec => {
    switch (layer.type) {
      case 'dense':
        if (layer.units === 1 || layer.units === pixels) return layer
        return { ...layer, units: seeds.get(name) ?? shared(layer.units, factor) }
      case 'conv2d':
      case 'conv2d-transpose':
        return layer.filters <= 3 ? layer : { ...layer, filters: shared(layer.filters, factor) }
      case 'reshape':
        return { ...layer, shape: reshapes.get(name) ?? layer.shape }
      default:
        return layer
    }
  }
  return { ...network, layers: network.layers.map((node) => ({ ...node, layer: narrowed(node.name, node.layer) })) }
}

/** Networks of the same layers with a share of the channels and units, for tests that train them. */
export const narrow = (architecture: AdversarialArchitecture, factor: number): AdversarialArchitecture => ({
  ...architecture,
  networks: {
    generator: narrowNetwork(architecture.networks.generator, architecture, factor),
    discriminator: narrowNetwork(architecture.networks.discriminator, architecture, factor),
  },
})
