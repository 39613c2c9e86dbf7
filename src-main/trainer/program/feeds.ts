import type { Shape } from '@shared/architecture/layer'
import type { ImageShape, Latent } from '@shared/architecture/spec'
import { cast, div, sub, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { type LayerDraw, pick } from '../nets/layer'
import { drawsOf, type Network } from '../nets/network'
import type { PlannedFeed } from './planned'

/** The latents of `count` samples. */
export const latentFeed = ({ size, prior }: Latent, count: number): PlannedFeed => ({
  name: 'z',
  shape: [count, size],
  type: 'float32',
  source: { type: 'latent', prior },
})

/** Shape of a batch of images. */
export const imageShape = (image: ImageShape, count: number): Shape => [
  count,
  image.height,
  image.width,
  image.channels,
]

/** The feed of a batch of real images; with `flip` each is mirrored with probability ½. */
export const realFeed = (image: ImageShape, count: number, flip: boolean): PlannedFeed => ({
  name: 'real',
  shape: imageShape(image, count),
  type: 'uint8',
  source: { type: 'images', flip },
})

/** What the layers of a network draw in one of its passes. */
export interface DrawnPass {
  /** Names the pass in the feeds' names. */
  readonly pass: string
  /** Samples in it. */
  readonly count: number
}

const drawName = (pass: string, layer: string, type: LayerDraw['type']): string => `${type}/${pass}/${layer}`

/** The feeds of what a network draws in a training pass. */
export const drawFeeds = (network: Network, { pass, count }: DrawnPass): PlannedFeed[] =>
  drawsOf(network).map(({ layer, shape, draw }) => ({
    name: drawName(pass, layer, draw.type),
    shape: [count, ...shape],
    type: 'float32',
    source: draw.type === 'mask' ? draw : { type: 'normal', deviation: draw.deviation, fadesAt: 0 },
  }))

/** What a layer draws in a pass, from the feeds. */
export function drawn(network: Network, pass: string, feeds: Tensors): (layer: string) => Tensor {
  const types = new Map(drawsOf(network).map(({ layer, draw }) => [layer, draw.type]))
  return (layer) => pick(feeds, drawName(pass, layer, types.get(layer) ?? 'mask'))
}

/** Bytes to [−1, 1]. */
export const scaled = (bytes: Tensor): Tensor => sub(div(cast(bytes, 'float32'), 127.5), 1)
