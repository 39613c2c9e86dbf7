import type { Shape } from '@shared/architecture/layer'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { cast, div, sub, type Tensor } from '@tensorflow/tfjs-core'
import { masksOf, type Network } from '../nets/network'
import type { PlannedFeed } from './planned'

/** The latents of `count` samples. */
export const latentFeed = (spec: ArchitectureSpec, count: number): PlannedFeed => ({
  name: 'z',
  shape: [count, spec.latent.size],
  type: 'float32',
  source: { type: 'latent' },
})

/** Shape of a batch of images. */
export const imageShape = ({ image }: ArchitectureSpec, count: number): Shape => [
  count,
  image.height,
  image.width,
  image.channels,
]

/** The feed of a batch of real images. */
export const realFeed = (spec: ArchitectureSpec, count: number): PlannedFeed => ({
  name: 'real',
  shape: imageShape(spec, count),
  type: 'uint8',
  source: { type: 'images' },
})

/** The feed of a layer's dropout mask in one pass. */
export const maskName = (pass: string, layer: string): string => `mask/${pass}/${layer}`

/** The masks of one training pass over `count` samples. */
export const maskFeeds = (network: Network, pass: string, count: number): PlannedFeed[] =>
  masksOf(network).map(({ layer, shape, rate }) => ({
    name: maskName(pass, layer),
    shape: [count, ...shape],
    type: 'float32',
    source: { type: 'mask', rate },
  }))

/** Bytes to [−1, 1]. */
export const scaled = (bytes: Tensor): Tensor => sub(div(cast(bytes, 'float32'), 127.5), 1)
