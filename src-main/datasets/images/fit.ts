import type { Filter, Fit, ImageSize } from '@shared/datasets/import'
import { colourIn } from './pixels'
import type { Raster } from './raster'
import { resize } from './resample'

/** Cuts a rectangle out of an image. */
function crop({ width, channels, pixels }: Raster, left: number, top: number, wide: number, high: number): Raster {
  const out = new Uint8Array(high * wide * channels)
  for (let y = 0; y < high; y++) {
    const start = ((top + y) * width + left) * channels
    out.set(pixels.subarray(start, start + wide * channels), y * wide * channels)
  }
  return { height: high, width: wide, channels, pixels: out }
}

/** The centre of an image: `wide` × `high` pixels of it, the odd one more on the right and below. */
function centre(image: Raster, wide: number, high: number): Raster {
  if (image.width === wide && image.height === high) return image
  return crop(image, Math.floor((image.width - wide) / 2), Math.floor((image.height - high) / 2), wide, high)
}

/** The largest centred part with the target's proportions, scaled to it. */
function cover(image: Raster, { height, width }: ImageSize, filter: Filter): Raster {
  const wider = image.width * height > image.height * width
  const wide = wider ? Math.max(1, Math.round((image.height * width) / height)) : image.width
  const high = wider ? image.height : Math.max(1, Math.round((image.width * height) / width))
  return resize(centre(image, wide, high), height, width, filter)
}

function pad(image: Raster, { height, width }: ImageSize, filter: Filter, background: string): Raster {
  const wider = image.width * height > image.height * width
  const wide = wider ? width : Math.max(1, Math.round((image.width * height) / image.height))
  const high = wider ? Math.max(1, Math.round((image.height * width) / image.width)) : height
  const inner = resize(image, high, wide, filter)
  if (high === height && wide === width) return inner
  const { channels } = image
  const colour = colourIn(background, channels)
  const pixels = new Uint8Array(height * width * channels)
  if (channels === 1) pixels.fill(colour[0] ?? 0)
  else for (let i = 0; i < pixels.length; i++) pixels[i] = colour[i % 3] ?? 0
  const [left, top] = [Math.floor((width - wide) / 2), Math.floor((height - high) / 2)]
  for (let y = 0; y < high; y++) {
    const row = inner.pixels.subarray(y * wide * channels, (y + 1) * wide * channels)
    pixels.set(row, ((top + y) * width + left) * channels)
  }
  return { height, width, channels, pixels }
}

/** How an image is brought to a size. */
export interface FitOptions {
  readonly size: ImageSize
  readonly fit: Fit
  readonly filter: Filter
  readonly background: string
}

/** Brings an image to a size in one of the ways of `fits`. */
export function fitImage(image: Raster, { size, fit, filter, background }: FitOptions): Raster {
  const { height, width } = size
  switch (fit) {
    case 'stretch':
      return resize(image, height, width, filter)
    case 'cover':
      return cover(image, size, filter)
    case 'pad':
      return pad(image, size, filter, background)
    case 'crop':
      if (image.height >= height && image.width >= width) return centre(image, width, height)
      return cover(image, size, filter)
  }
}
