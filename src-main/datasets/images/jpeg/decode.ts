import type { Raster } from '../raster'
import type { JpegDecoder, JpegSize } from './decoder'
import { nativeDecoder } from './native'
import { wasmDecoder } from './wasm'

let decoder: JpegDecoder | undefined

/**
 * Decodes a JPEG of one or three components with libjpeg-turbo: the accurate transform and smooth chroma, as Pillow does.
 * @param size as its header says
 * @param channels 1 for the luma alone, 3 for RGB
 * @throws Unusable `broken` for anything that libjpeg calls an error or a warning
 */
export function decodeJpeg(data: Uint8Array, size: JpegSize, channels: 1 | 3): Raster {
  decoder ??= nativeDecoder() ?? wasmDecoder()
  const { height, width } = size
  return { height, width, channels, pixels: decoder.decode(data, size, channels) }
}
