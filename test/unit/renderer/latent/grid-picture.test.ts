import { expect, it } from 'vitest'
import { gridPicture } from '../../../../src-renderer/latent/grid-picture'

it('puts pictures at their places, each pixel as a block of the factor, with transparent gaps', () => {
  const image = { width: 2, height: 1 }
  // Four pictures of two pixels, drawn in another order than they are shown in.
  const pixels = Uint8ClampedArray.from({ length: 4 * 2 * 4 }, (_, at) => 1 + at)
  const layout = { columns: 2, rows: 2, order: [0, 2, 1, 3] }
  const [width, height, factor] = [2 * 2 * 2 + 1, 2 * 2 + 1, 2]
  const picture = gridPicture(layout, image, pixels, factor)
  expect(picture).toHaveLength(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      const [column, row] = [Math.floor(x / 5), Math.floor(y / 3)]
      const gap = x === 4 || y === 2
      const from = ((layout.order[row * 2 + column] ?? 0) * 2 + Math.floor((x - column * 5) / 2)) * 4
      expect([...picture.subarray(at, at + 4)]).toEqual(gap ? [0, 0, 0, 0] : [...pixels.subarray(from, from + 4)])
    }
  }
})
