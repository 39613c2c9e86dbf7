import { join } from 'node:path'
import { networkListOf } from '@shared/architecture/analysis'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import type { LayerNode, NetworkSpec } from '@shared/architecture/spec'
import type { Preset } from '@shared/presets/preset'
import { configProblems, RunConfig } from '@shared/runs/config'
import { openPresets } from '../../src-main/presets/library'
import { resourcesFolder } from '../../src-main/resources'

/** Images in a batch; two where every batch normalisation has an image's pixels to normalise as well. */
const BATCHES = { ofVectors: 4, ofImages: 2 } as const

/** What the channels of a network may be divided by. */
const divisors = [64, 32, 16, 8, 4, 2, 1] as const
const LEAST_CHANNELS = 2

/** The layer with its channels divided, where they can be. */
function narrowed(layer: LayerSpec, divisor: number): LayerSpec {
  const part = (size: number) => (size % divisor === 0 && size >= LEAST_CHANNELS * divisor ? size / divisor : size)
  switch (layer.type) {
    case 'dense':
    case 'embedding':
      return { ...layer, units: part(layer.units) }
    case 'conv2d':
    case 'conv2d-transpose':
    case 'residual-block':
      return { ...layer, filters: part(layer.filters) }
    case 'reshape':
      return { ...layer, shape: [...layer.shape.slice(0, -1), part(layer.shape.at(-1) ?? 1)] }
    default:
      return layer
  }
}

const filtersOf = (layer: LayerSpec): number[] => ('filters' in layer ? [layer.filters] : [])
const makesChannels = (layer: LayerSpec): boolean => 'filters' in layer || 'units' in layer

/** The layers whose sizes are those of the network's inputs or of its output. */
function bound({ layers, output }: NetworkSpec): Set<string> {
  const byName = new Map(layers.map((node) => [node.name, node]))
  const before = ({ inputs }: LayerNode) => inputs.flatMap((name) => byName.get(name) ?? [])
  const found = new Set<string>()
  const back = (node: LayerNode): void => {
    found.add(node.name)
    if (!makesChannels(node.layer)) before(node).forEach(back)
  }
  layers.filter(({ name }) => name === output).forEach(back)
  const likeInput = (node: LayerNode): boolean => !makesChannels(node.layer) && before(node).every(likeInput)
  for (const node of layers.filter(likeInput)) found.add(node.name)
  return found
}

/** The network with its fewest filters brought to two, and all others in proportion. */
function narrowNetwork(network: NetworkSpec, most: number): NetworkSpec {
  const kept = bound(network)
  const fewest = Math.min(...network.layers.flatMap(({ name, layer }) => (kept.has(name) ? [] : filtersOf(layer))))
  const divisor = divisors.find((one) => one <= most && one * LEAST_CHANNELS <= fewest) ?? 1
  const layers = network.layers.map((node) =>
    kept.has(node.name) ? node : { ...node, layer: narrowed(node.layer, divisor) },
  )
  return { ...network, layers }
}

/** Of two values, batch normalisation makes a number and its opposite, whatever they are: gradients before it would be rounding. */
function batchFor({ family, architecture }: RunConfig): number {
  if (family === 'cyclegan') return BATCHES.ofImages
  const layers = networkListOf(architecture).flatMap((network) => network.layers)
  const normalised = layers.filter(({ node }) => node.layer.type === 'batch-normalisation')
  const ofVectors = normalised.some(({ shape }) => shape.length === 1)
  return ofVectors || normalised.length === 0 ? BATCHES.ofVectors : BATCHES.ofImages
}

/** Networks that go from images to images of any size are given small ones. */
function imageFor({ family, architecture: { image } }: RunConfig): RunConfig['architecture']['image'] {
  return family === 'cyclegan' ? { ...image, height: 24, width: 24 } : image
}

/** The config with the same layers on images of the same size, but few channels and a small batch: quick in plain JavaScript. */
function shrunk(config: RunConfig): RunConfig {
  const candidates = divisors.map((most): RunConfig => {
    const networks = Object.entries<NetworkSpec>({ ...config.architecture.networks }).map(([role, network]) => [
      role,
      narrowNetwork(network, most),
    ])
    const image = imageFor(config)
    const architecture = { ...config.architecture, image, networks: Object.fromEntries(networks) }
    // Where a slope is rounding, its sign is chance, and an attack moves a pixel by 2ε one way or the other.
    const attack = config.family === 'classifier' ? { attack: { ...config.attack, epsilon: 0.005 } } : {}
    return RunConfig.parse({ ...config, ...attack, batchSize: batchFor(config), architecture })
  })
  const fitting = candidates.find((candidate) => configProblems(candidate).length === 0)
  if (fitting === undefined) throw new Error('the preset has problems of its own')
  return fitting
}

/** Every preset that ships, made small. */
export const smallPresets = (): Preset[] =>
  openPresets(join(resourcesFolder(), 'presets'))
    .list()
    .map((preset) => ({ ...preset, config: shrunk(preset.config) }))
