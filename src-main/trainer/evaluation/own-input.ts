import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { FeatureRange } from '@shared/measures/measured-value'
import type { InferenceSession } from 'onnxruntime-node'
import { Resizer } from './resize'

/** Images at once where a network leaves it open. */
const OPEN_BATCH = 16
const MOST_SIDE = 1024

/** What a person's network takes. */
export interface NetworkInput {
  readonly layout: 'nchw' | 'nhwc'
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** All of it, in the network's own order. */
  readonly shape: readonly number[]
}

function refused(file: string, what: string): StudioError {
  return new StudioError('INVALID_INPUT', `The network takes ${what}: ${file}`, {
    safe: 'Nothing was changed.',
    next: 'Choose a network with one float32 input of images, [batch, channels, height, width] or [batch, height, width, channels].',
  })
}

const isChannels = (side: number | string | undefined): side is 1 | 3 => side === 1 || side === 3

/** What a network takes, from what it says of its inputs. Sides that it leaves open become the dataset's. @throws StudioError `INVALID_INPUT` */
export function layoutOf(
  inputs: readonly InferenceSession.ValueMetadata[],
  file: string,
  image: ImageShape,
): NetworkInput {
  const [input, second] = inputs
  if (input === undefined || second !== undefined) throw refused(file, `${inputs.length} inputs`)
  if (!input.isTensor || input.type !== 'float32') throw refused(file, 'something else than float32')
  const [batch, a, b, c] = input.shape
  if (input.shape.length !== 4) throw refused(file, `[${input.shape.join(', ')}]`)
  const [layout, channels, high, wide] = isChannels(a)
    ? (['nchw', a, b, c] as const)
    : isChannels(c)
      ? (['nhwc', c, a, b] as const)
      : (['nchw', undefined, b, c] as const)
  if (channels === undefined) throw refused(file, `[${input.shape.join(', ')}], which shows no 1 or 3 channels`)
  const fixed = (side: number | string | undefined, open: number): number =>
    typeof side === 'number' && side > 0 ? side : open
  const [height, width] = [fixed(high, image.height), fixed(wide, image.width)]
  if (Math.max(height, width) > MOST_SIDE) throw refused(file, `images of ${height}×${width}`)
  const count = fixed(batch, OPEN_BATCH)
  if (count > 256) throw refused(file, `${count} images at once`)
  const shape = layout === 'nchw' ? [count, channels, height, width] : [count, height, width, channels]
  return { layout, batch: count, height, width, channels, shape }
}

/** Mean and deviation of ImageNet's channels, on [0, 1]. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const

/** A byte's value in a channel as a network takes it. */
function scaled(value: number, channel: number, range: FeatureRange): number {
  switch (range) {
    case 'unit':
      return value / 255
    case 'signed':
      return value / 127.5 - 1
    case 'bytes':
      return value
    case 'imagenet':
      return (value / 255 - (IMAGENET.mean[channel] ?? 0)) / (IMAGENET.deviation[channel] ?? 1)
  }
}

/** Rec. 601 luma. */
const grey = (picture: Float32Array, at: number): number =>
  0.299 * (picture[at] ?? 0) + 0.587 * (picture[at + 1] ?? 0) + 0.114 * (picture[at + 2] ?? 0)

/** A batch of images as a network's input: resized, with its channels, its range and its layout. */
export function toInput(input: NetworkInput, image: ImageShape, range: FeatureRange, images: Uint8Array): Float32Array {
  const { layout, batch, height, width, channels } = input
  const resizer = new Resizer(image, input, image.channels)
  const picture = new Float32Array(height * width * image.channels)
  const places = height * width
  const size = image.height * image.width * image.channels
  const out = new Float32Array(batch * places * channels)
  for (let n = 0; n < batch; n++) {
    resizer.resize(images.subarray(n * size, (n + 1) * size), picture)
    for (let place = 0; place < places; place++) {
      const from = place * image.channels
      for (let c = 0; c < channels; c++) {
        const same = image.channels === channels
        const value = same ? (picture[from + c] ?? 0) : channels === 3 ? (picture[from] ?? 0) : grey(picture, from)
        const to = layout === 'nchw' ? (n * channels + c) * places + place : (n * places + place) * channels + c
        out[to] = scaled(value, c, range)
      }
    }
  }
  return out
}
