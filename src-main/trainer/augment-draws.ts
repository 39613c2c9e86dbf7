import type { Generator } from '@shared/random/generator'

/**
 * Fills matrices that move the rows of an image by a whole number of pixels from −most to most: row i of the result is row
 * i + shift of the image, or 0 where there is none.
 * @param out [batch, size, size]
 */
export function fillShifts(out: Float32Array, size: number, most: number, generator: Generator): void {
  out.fill(0)
  for (let start = 0; start < out.length; start += size * size) {
    const shift = generator.below(2 * most + 1) - most
    for (let row = Math.max(0, -shift); row < Math.min(size, size - shift); row++) {
      out[start + row * size + row + shift] = 1
    }
  }
}

/**
 * Fills masks that are 0 in a rectangle around a random place, of a share of the image's sides, and 1 elsewhere; the
 * rectangle may lie partly outside.
 * @param out [batch, height, width]
 */
export function fillCutouts(
  out: Float32Array,
  [height, width]: readonly [number, number],
  share: number,
  generator: Generator,
): void {
  out.fill(1)
  const [tall, wide] = [Math.round(height * share), Math.round(width * share)]
  for (let start = 0; start < out.length; start += height * width) {
    const top = generator.below(height + (1 - (tall % 2))) - Math.floor(tall / 2)
    const left = generator.below(width + (1 - (wide % 2))) - Math.floor(wide / 2)
    for (let y = Math.max(0, top); y < Math.min(height, top + tall); y++) {
      out.fill(0, start + y * width + Math.max(0, left), start + y * width + Math.min(width, left + wide))
    }
  }
}

/** Mirrors images left to right, each with probability ½. @param out uint8 [batch, height, width, channels] */
export function flipImages(
  out: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  generator: Generator,
): void {
  const size = height * width * channels
  for (let image = 0; image < out.length; image += size) {
    if (generator.uniform() < 0.5) continue
    for (let row = image; row < image + size; row += width * channels) {
      for (let x = 0; x < width >> 1; x++) {
        const [a, b] = [row + x * channels, row + (width - 1 - x) * channels]
        for (let c = 0; c < channels; c++) {
          const kept = out[a + c] ?? 0
          out[a + c] = out[b + c] ?? 0
          out[b + c] = kept
        }
      }
    }
  }
}
