import { Transformer } from '@napi-rs/image'

/** A picture of uint8 values, rows from the top, channels interleaved. */
export interface Raster {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}

/** Encodes a picture as PNG, grey or RGB with 8 bits, off the main thread. */
export function encodePng({ height, width, channels, pixels }: Raster): Promise<Uint8Array> {
  if (pixels.length !== height * width * channels) throw new RangeError('the pixels do not fit the size')
  // Netpbm (P5 grey, P6 RGB) is the only input of the encoder that keeps grey pictures grey.
  const header = new TextEncoder().encode(`P${channels === 1 ? 5 : 6}\n${width} ${height}\n255\n`)
  const netpbm = new Uint8Array(header.length + pixels.length)
  netpbm.set(header)
  netpbm.set(pixels, header.length)
  return new Transformer(netpbm).png()
}
