import { Bytes } from '../bytes'
import { Unusable } from '../unusable'
import { exifOrientation } from './exif'
import type { ImageHeader } from './image-header'

function orientationIn(bytes: Bytes): number {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.u32(at + 4)
    if (bytes.text(at, 4) === 'EXIF' && at + 8 + length <= bytes.length) {
      const exif = bytes.part(at + 8, length)
      const named = Buffer.from(exif.subarray(0, 6)).toString('latin1') === 'Exif\0\0'
      return exifOrientation(named ? exif.subarray(6) : exif)
    }
    at += 8 + length + (length & 1)
  }
  return 1
}

/** WebP (RFC 9649): lossy, lossless or extended. */
export function webpHeader(data: Uint8Array): ImageHeader {
  const bytes = new Bytes(data, true)
  const chunk = bytes.text(12, 4)
  if (chunk === 'VP8 ') {
    return { width: bytes.u16(26) & 0x3fff, height: bytes.u16(28) & 0x3fff, orientation: 1, colour: 'colour' }
  }
  if (chunk === 'VP8L') {
    const bits = bytes.u32(21)
    const transparent = ((bits >>> 28) & 1) === 1
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, orientation: 1, transparent }
  }
  if (chunk !== 'VP8X') throw new Unusable('broken', 'it has no picture')
  const u24 = (at: number) => bytes.u16(at) + bytes.u8(at + 2) * 2 ** 16
  const transparent = (bytes.u8(20) & 0x10) !== 0
  return { width: u24(24) + 1, height: u24(27) + 1, orientation: orientationIn(bytes), transparent }
}
