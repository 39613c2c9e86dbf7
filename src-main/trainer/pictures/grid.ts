import type { ImageShape } from '@shared/architecture/spec'
import { type Picture, writeRgba } from './pixels'

/** Pixels between neighbours, and around the grid. */
const GAP = 1
/** A grey that shows the gaps beside dark and light images. */
const GAP_LEVEL = 64

/** Rows and columns for `count` images: as many columns as rows, or one more. */
export function gridSize(count: number): { rows: number; columns: number } {
  const columns = Math.ceil(Math.sqrt(count))
  return { columns, rows: Math.ceil(count / columns) }
}

/**
 * Images in rows from the top left, with gaps of one pixel between and around them.
 * @param values images of values in [−1, 1], NHWC
 */
export function composeGrid(values: Float32Array, { height, width, channels }: ImageShape): Picture {
  const count = values.length / (height * width * channels)
  const { rows, columns } = gridSize(count)
  const size = { width: columns * (width + GAP) + GAP, height: rows * (height + GAP) + GAP }
  const pixels = new Uint8Array(size.width * size.height * 4).fill(GAP_LEVEL)
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255
  for (let image = 0; image < count; image++) {
    const left = GAP + (image % columns) * (width + GAP)
    const top = GAP + Math.floor(image / columns) * (height + GAP)
    for (let row = 0; row < height; row++) {
      const from = (image * height + row) * width * channels
      const to = ((top + row) * size.width + left) * 4
      writeRgba(values.subarray(from, from + width * channels), channels, pixels.subarray(to, to + width * 4))
    }
  }
  return { ...size, pixels }
}
