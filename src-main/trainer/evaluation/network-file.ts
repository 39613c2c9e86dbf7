import { FeatureNetwork } from '@shared/measures/measured-value'
import { z } from 'zod'
import { canonicalJson, sha256 } from '../checkpoint/manifest'
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type TensorData } from '../checkpoint/safetensors'
import type { Arrays } from '../compute/engine'
import { writeAtomically } from '../files/atomic'
import { type Disk, errorCode } from '../files/disk'
import type { NetworkPlan } from './studio-network'

/** Changes whenever the network or its training does: a file of another recipe is made anew. */
const RECIPE = 'studio-features-1'

/** What a network was trained for; it serves nothing else. */
export interface NetworkOrigin {
  readonly plan: NetworkPlan
  readonly kind: 'classes' | 'turns'
  /** Tells the images that it was trained on from all others. */
  readonly images: string
}

const originText = ({ plan, kind, images }: NetworkOrigin): string =>
  canonicalJson({ recipe: RECIPE, image: plan.image, outputs: plan.outputs, kind, images })

/** A network with its weights. */
export interface KeptNetwork {
  readonly network: FeatureNetwork
  readonly weights: Arrays
}

/** The first digits of the SHA-256 of weights, by which values say which network they rest on. */
export const networkId = (chunks: Iterable<Uint8Array | string>): string => sha256(chunks).slice(0, 16)

function tensorsOf({ weights: specs }: NetworkPlan, weights: Arrays): Map<string, TensorData> {
  return new Map(specs.map(({ name, shape }) => [name, { shape, data: weights[name] ?? new Float32Array() }]))
}

/** Keeps a network in a file. @throws what the disk throws */
export async function saveNetwork(
  disk: Disk,
  file: string,
  origin: NetworkOrigin,
  weights: Arrays,
  about: Omit<FeatureNetwork, 'id'>,
): Promise<FeatureNetwork> {
  const tensors = tensorsOf(origin.plan, weights)
  const network = { id: networkId(encodeSafetensors(tensors)), ...about }
  const metadata = new Map([
    ['origin', originText(origin)],
    ['network', JSON.stringify(network)],
  ])
  const chunks = encodeSafetensors(tensors, metadata)
  await writeAtomically(disk, file, Buffer.concat(chunks))
  return network
}

const Described = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(FeatureNetwork)

/** The network of a file; undefined where there is none, it is for something else, or it is damaged: then it is made anew. */
export async function loadNetwork(disk: Disk, file: string, origin: NetworkOrigin): Promise<KeptNetwork | undefined> {
  try {
    const { tensors, metadata } = decodeSafetensors(await disk.read(file))
    if (metadata.get('origin') !== originText(origin)) return undefined
    const network = Described.parse(metadata.get('network'))
    const weights: Record<string, Float32Array> = {}
    for (const { name, shape } of origin.plan.weights) {
      const tensor = tensors.get(name)
      if (tensor === undefined || tensor.shape.join() !== shape.join()) return undefined
      weights[name] = tensor.data
    }
    return networkId(encodeSafetensors(tensorsOf(origin.plan, weights))) === network.id
      ? { network, weights }
      : undefined
  } catch (error) {
    const unusable = error instanceof SafetensorsError || error instanceof z.ZodError || error instanceof SyntaxError
    if (unusable || errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
