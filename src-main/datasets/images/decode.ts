import { Transformer } from '@napi-rs/image'
import { decodeGif } from './gif'
import { readHeader } from './header'
import type { ImageHeader } from './headers/image-header'
import { decodeJpeg } from './jpeg/decode'
import { upright } from './pixels'
import type { Decoded } from './raster'
import { type ImageKind, sniffImage } from './sniff'
import { Unusable } from './unusable'

/** The image library's pixel types by their numbers: channels, and bytes of a value. */
const pixelTypes: { readonly [type: number]: readonly [channels: 1 | 2 | 3 | 4, bytes: 1 | 2] } = {
  0: [1, 1],
  1: [2, 1],
  2: [3, 1],
  3: [4, 1],
  4: [1, 2],
  5: [2, 2],
  6: [3, 2],
  7: [4, 2],
}

/** 16-bit values as 8-bit ones: round(v / 257). */
function eightBit(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length / 2)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < out.length; i++) out[i] = Math.floor((view.getUint16(2 * i, true) + 128) / 257)
  return out
}

function decodeWithLibrary(data: Uint8Array): Decoded {
  const image = new Transformer(data)
  const { width, height, colorType } = image.metadataSync()
  const [channels, bytes] = pixelTypes[colorType] ?? []
  if (channels === undefined) throw new Unusable('unsupported', 'its pixels are floating-point numbers')
  const raw = image.rawPixelsSync()
  const pixels = bytes === 2 ? eightBit(raw) : raw
  if (pixels.length !== width * height * channels) throw new Unusable('broken', 'its pixels do not fit its size')
  return { height, width, channels, pixels }
}

function decodeKind(kind: ImageKind, data: Uint8Array, header: ImageHeader): Decoded {
  const { colour } = header
  if (kind === 'gif') return decodeGif(data)
  if (kind === 'jpeg' && colour !== 'cmyk') return decodeJpeg(data, header, colour === 'grey' ? 1 : 3)
  try {
    return decodeWithLibrary(data)
  } catch (error) {
    if (error instanceof Unusable) throw error
    const words = error instanceof Error ? error.message : String(error)
    const unsupported = /not supported|unsupported/i.test(words)
    throw new Unusable(unsupported ? 'unsupported' : 'broken', words.replace(/^Decode (avif )?image failed /, ''))
  }
}

/**
 * Decodes an image file of any kind in `imageKinds` and turns it upright: 8 bits a channel, the first frame of several.
 * @throws Unusable `empty`, `not-an-image`, `broken`, `unsupported`, `too-large`
 */
export function decodeImage(data: Uint8Array): Decoded {
  if (data.length === 0) throw new Unusable('empty', 'it has no bytes')
  const kind = sniffImage(data)
  if (kind === undefined) throw new Unusable('not-an-image', 'it does not begin like an image')
  const header = readHeader(kind, data)
  const image = decodeKind(kind, data, header)
  if (image.width !== header.width || image.height !== header.height) {
    throw new Unusable('broken', 'its size is not what its header says')
  }
  return upright(image, header.orientation)
}
