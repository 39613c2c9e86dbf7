import type { ImageShape } from '@shared/architecture/spec'

/** What an image can be turned into: a square by quarter turns, any other by its flips. */
export const TURNS = 4

/**
 * Writes an image turned in one of four ways. Telling them apart takes knowing what is in the image, and no labels (Gidaris
 * et al. 2018); a square is turned by quarters, another one is flipped along none, one, the other or both of its axes.
 */
export function turn({ height, width, channels }: ImageShape, image: Uint8Array, way: number, out: Uint8Array): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = sourceOf(height, width, y, x, way)
      const [from, to] = [(row * width + column) * channels, (y * width + x) * channels]
      for (let c = 0; c < channels; c++) out[to + c] = image[from + c] ?? 0
    }
  }
}

function sourceOf(height: number, width: number, y: number, x: number, way: number): readonly [number, number] {
  const [up, left] = [height - 1 - y, width - 1 - x]
  if (height !== width) return [way & 1 ? up : y, way & 2 ? left : x]
  switch (way) {
    case 1:
      return [x, up]
    case 2:
      return [up, left]
    case 3:
      return [left, y]
    default:
      return [y, x]
  }
}
