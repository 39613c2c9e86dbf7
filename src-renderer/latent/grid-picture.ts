import type { Size } from '../ui/whole-factor'
import type { Grid } from './grid'
import { GAP, gridSize } from './grid-layout'

/**
 * The pictures of a grid as one, each enlarged by a whole factor, with gaps that are transparent.
 * @param pixels RGBA of all pictures in the order in which they were drawn
 * @returns RGBA of the grid's size
 */
export function gridPicture(
  { columns, rows, order }: Pick<Grid, 'columns' | 'rows' | 'order'>,
  image: Size,
  pixels: Uint8ClampedArray,
  factor: number,
): Uint8ClampedArray {
  const { width, height } = gridSize(image, { columns, rows }, factor)
  // Words of four bytes are copied as they are, in whichever order the machine keeps them.
  const from = new Uint32Array(pixels.slice().buffer)
  const to = new Uint32Array(width * height)
  for (const [cell, place] of order.entries()) {
    const left = (cell % columns) * (image.width * factor + GAP)
    const top = Math.floor(cell / columns) * (image.height * factor + GAP)
    for (let y = 0; y < image.height; y++) {
      const source = (place * image.height + y) * image.width
      const start = (top + y * factor) * width + left
      for (let x = 0; x < image.width; x++) to.fill(from[source + x] ?? 0, start + x * factor, start + (x + 1) * factor)
      for (let again = 1; again < factor; again++)
        to.copyWithin(start + again * width, start, start + image.width * factor)
    }
  }
  return new Uint8ClampedArray(to.buffer)
}
