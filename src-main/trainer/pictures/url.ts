import type { ImageShape } from '@shared/architecture/spec'
import { writeRgba } from './pixels'
import { encodePng } from './png'

/** One image of values in [−1, 1], NHWC, as a PNG in a `data:` address. */
export async function pictureUrl(values: Float32Array, { height, width, channels }: ImageShape): Promise<string> {
  const pixels = new Uint8Array(height * width * 4)
  writeRgba(values, channels, pixels)
  return `data:image/png;base64,${Buffer.from(await encodePng({ height, width, pixels })).toString('base64')}`
}
