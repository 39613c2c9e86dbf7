import { Bytes } from './bytes'
import { avifHeader } from './headers/avif'
import type { ImageHeader } from './headers/image-header'
import { jpegHeader } from './headers/jpeg'
import { pngHeader } from './headers/png'
import { tiffHeader } from './headers/tiff'
import { webpHeader } from './headers/webp'
import type { ImageKind } from './sniff'
import { Unusable } from './unusable'

/** Most pixels of one image. */
export const maxPixels = 2 ** 26
/** Most bytes of one image file. */
export const maxFileBytes = 2 ** 28

const upright = { orientation: 1 } as const

function gifHeader(data: Uint8Array): ImageHeader {
  const bytes = new Bytes(data, true)
  return { width: bytes.u16(6), height: bytes.u16(8), ...upright }
}

function bmpHeader(data: Uint8Array): ImageHeader {
  const bytes = new Bytes(data, true)
  if (bytes.u32(14) === 12) return { width: bytes.u16(18), height: bytes.u16(20), ...upright }
  return { width: Math.abs(bytes.i32(18)), height: Math.abs(bytes.i32(22)), ...upright }
}

function pnmHeader(data: Uint8Array): ImageHeader {
  const text = Buffer.from(data.subarray(0, 1024))
    .toString('latin1')
    .replace(/#[^\n]*/g, ' ')
  const found = /^P([1-6])\s+(\d{1,9})\s+(\d{1,9})\s/.exec(text)
  if (!found) throw new Unusable('broken', 'its header is not right')
  const grey = found[1] !== '3' && found[1] !== '6'
  return { width: Number(found[2]), height: Number(found[3]), ...upright, colour: grey ? 'grey' : 'colour' }
}

const readers: { readonly [K in ImageKind]: (data: Uint8Array) => ImageHeader } = {
  jpeg: jpegHeader,
  png: pngHeader,
  gif: gifHeader,
  bmp: bmpHeader,
  webp: webpHeader,
  tiff: tiffHeader,
  avif: avifHeader,
  pnm: pnmHeader,
}

/**
 * Reads the header of an image file of a kind.
 * @param data the file, or enough of its beginning
 * @throws Unusable `broken`; `too-large` beyond the limit of pixels, before anything of that size is allocated
 */
export function readHeader(kind: ImageKind, data: Uint8Array): ImageHeader {
  const header = readers[kind](data)
  const { width, height } = header
  if (width < 1 || height < 1) throw new Unusable('broken', `its header says ${width}×${height} pixels`)
  if (width * height > maxPixels) {
    throw new Unusable('too-large', `${width}×${height} pixels; at most ${maxPixels / 2 ** 20} megapixels are read`)
  }
  return header
}
