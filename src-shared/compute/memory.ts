import { networkListOf } from '../architecture/analysis'
import { sizeOf } from '../architecture/layer'
import type { NetworkAnalysis, PlacedLayer } from '../architecture/network-analysis'
import type { ArchitectureSpec, Family } from '../architecture/spec'
import { type ConfigOf, familyOf } from '../families/registry'

/** What training a run takes of the processor's memory, in bytes. An estimate: within a factor of two of what was measured. */
export interface MemoryNeed {
  /** Whatever the batch. */
  readonly fixed: number
  /** For each image of a batch. */
  readonly perImage: number
}

/** The compiled models, the runtime and what it keeps ready, measured on small networks. */
const RUNTIME_BYTES = 90 * 2 ** 20
/** Copies of the weights: themselves, two moments, gradients, what the models and a save hold. */
const COPIES_OF_WEIGHTS = 7
/** How often the values of the layers are held at a time: forwards, backwards, by both passes of D. */
const COPIES_OF_VALUES = 3.2
const FLOAT_BYTES = 4

/** Values of a convolution's input laid out for a matrix product, for one image. */
function columnsOf({ node: { layer }, inputShapes, shape }: PlacedLayer): number {
  const [input = []] = inputShapes
  if (layer.type === 'conv2d') return sizeOf(shape.slice(0, 2)) * layer.kernel ** 2 * (input[2] ?? 0)
  if (layer.type === 'conv2d-transpose') return sizeOf(input.slice(0, 2)) * layer.kernel ** 2 * layer.filters
  return 0
}

/**
 * Estimates what training networks takes, from their shapes alone.
 * @param copies how often the values of their layers are held beside what a plain step holds
 */
export function memoryOfNetworks(
  networks: readonly Pick<NetworkAnalysis, 'layers' | 'parameters'>[],
  copies = 1,
): MemoryNeed {
  let [parameters, values] = [0, 0]
  for (const network of networks) {
    parameters += network.parameters
    for (const layer of network.layers) values += sizeOf(layer.shape) + columnsOf(layer)
  }
  const factor = COPIES_OF_VALUES * copies
  return {
    fixed: RUNTIME_BYTES + COPIES_OF_WEIGHTS * FLOAT_BYTES * parameters,
    perImage: factor * FLOAT_BYTES * values,
  }
}

/** Estimates what a run takes. */
export function memoryNeed<F extends Family>(config: ConfigOf<F>): MemoryNeed {
  const architecture: ArchitectureSpec = config.architecture
  return memoryOfNetworks(networkListOf(architecture), familyOf(config).valueCopies(config))
}

/** Bytes for a batch of so many images. */
export const memoryOf = ({ fixed, perImage }: MemoryNeed, batchSize: number): number => fixed + perImage * batchSize

/** The largest batch for which so many bytes do; 0 where not even one image fits. */
export const batchFor = ({ fixed, perImage }: MemoryNeed, bytes: number): number =>
  Math.max(0, Math.floor((bytes - fixed) / perImage))
