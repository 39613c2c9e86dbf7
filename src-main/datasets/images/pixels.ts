import type { Decoded, Raster } from './raster'

/** Where each stored pixel of an orientation goes: [transposed, mirrored left to right, mirrored top to bottom]. */
const moves: readonly (readonly [boolean, boolean, boolean])[] = [
  [false, false, false],
  [false, true, false],
  [false, true, true],
  [false, false, true],
  [true, false, false],
  [true, true, false],
  [true, true, true],
  [true, false, true],
]

/** Turns an image upright. @param orientation 1 to 8, as EXIF counts them */
export function upright(image: Decoded, orientation: number): Decoded {
  const [transposed, mirrored, flipped] = moves[orientation - 1] ?? [false, false, false]
  if (orientation === 1) return image
  const { channels, pixels } = image
  const [height, width] = transposed ? [image.width, image.height] : [image.height, image.width]
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    const row = flipped ? height - 1 - y : y
    for (let x = 0; x < width; x++) {
      const column = mirrored ? width - 1 - x : x
      const from = (transposed ? column * image.width + row : row * image.width + column) * channels
      for (let c = 0; c < channels; c++) out[(y * width + x) * channels + c] = pixels[from + c] ?? 0
    }
  }
  return { height, width, channels, pixels: out }
}

/** `value`·`alpha` / 255, rounded. */
function scaled(value: number, alpha: number): number {
  const product = value * alpha + 128
  return (product + (product >> 8)) >> 8
}

/** A colour as #rrggbb in three numbers. */
export const parseColour = (text: string): readonly [number, number, number] => [
  Number.parseInt(text.slice(1, 3), 16),
  Number.parseInt(text.slice(3, 5), 16),
  Number.parseInt(text.slice(5, 7), 16),
]

/** Luma of a colour (ITU-R BT.601 in 16-bit fixed point). */
const luma = (red: number, green: number, blue: number): number =>
  (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16

/** A colour in one or three channels. */
export function colourIn(text: string, channels: 1 | 3): readonly number[] {
  const colour = parseColour(text)
  return channels === 3 ? colour : [luma(...colour)]
}

/** Lays an image with alpha over a background colour. */
export function flatten(image: Decoded, background: string): Raster {
  const { height, width, channels, pixels } = image
  if (channels === 1 || channels === 3) return { height, width, channels, pixels }
  const kept = channels === 2 ? 1 : 3
  const below = colourIn(background, kept)
  const out = new Uint8Array(height * width * kept)
  for (let from = 0, to = 0; from < pixels.length; from += channels, to += kept) {
    const alpha = pixels[from + kept] ?? 255
    for (let c = 0; c < kept; c++) {
      out[to + c] = scaled(pixels[from + c] ?? 0, alpha) + scaled(below[c] ?? 0, 255 - alpha)
    }
  }
  return { height, width, channels: kept, pixels: out }
}

/** Brings an image to grey or to colour. */
export function inChannels(image: Raster, channels: 1 | 3): Raster {
  if (image.channels === channels) return image
  const { height, width, pixels } = image
  const count = height * width
  const out = new Uint8Array(count * channels)
  if (channels === 3) for (let i = 0; i < count; i++) out.fill(pixels[i] ?? 0, 3 * i, 3 * i + 3)
  else for (let i = 0; i < count; i++) out[i] = luma(pixels[3 * i] ?? 0, pixels[3 * i + 1] ?? 0, pixels[3 * i + 2] ?? 0)
  return { height, width, channels, pixels: out }
}
