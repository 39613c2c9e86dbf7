import { Bytes } from '../bytes'
import { Unusable } from '../unusable'
import { exifOrientation } from './exif'
import type { ImageHeader } from './image-header'

/** PNG: the header chunk, and of the chunks before the pixels those that tell of transparency and orientation. */
export function pngHeader(data: Uint8Array): ImageHeader {
  const bytes = new Bytes(data)
  if (bytes.text(12, 4) !== 'IHDR') throw new Unusable('broken', 'it does not begin with its header')
  const [width, height, type] = [bytes.u32(16), bytes.u32(20), bytes.u8(25)]
  let transparent = type === 4 || type === 6
  let orientation = 1
  for (let at = 33; at + 8 <= bytes.length; ) {
    const [length, name] = [bytes.u32(at), bytes.text(at + 4, 4)]
    if (name === 'IDAT' || name === 'IEND') break
    if (name === 'tRNS') transparent = true
    if (name === 'eXIf' && at + 8 + length <= bytes.length) orientation = exifOrientation(bytes.part(at + 8, length))
    at += 12 + length
  }
  return { width, height, orientation, colour: type === 0 || type === 4 ? 'grey' : 'colour', transparent }
}
