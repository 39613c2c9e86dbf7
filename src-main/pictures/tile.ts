import type { ImageShape } from '@shared/architecture/spec'
import type { Raster } from './png'

/**
 * Lays images out in rows of `columns`, no gaps, the first at the top left. The picture is always
 * `columns` images wide; what is left of the last row is black.
 *
 * @param images uint8 NHWC, a whole number of images
 */
export function tile(images: Uint8Array, { height, width, channels }: ImageShape, columns: number): Raster {
  const row = width * channels
  const count = images.length / (height * row)
  if (!Number.isInteger(count)) throw new RangeError('the bytes are not a whole number of images')
  const rows = Math.ceil(count / columns)
  const pixels = new Uint8Array(rows * height * columns * row)
  for (let image = 0; image < count; image++) {
    const top = Math.floor(image / columns) * height
    const left = (image % columns) * row
    for (let y = 0; y < height; y++) {
      const start = (image * height + y) * row
      pixels.set(images.subarray(start, start + row), (top + y) * columns * row + left)
    }
  }
  return { pixels, height: rows * height, width: columns * width, channels }
}
