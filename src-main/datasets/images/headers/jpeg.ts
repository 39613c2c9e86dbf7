import { Bytes } from '../bytes'
import { Unusable } from '../unusable'
import { exifOrientation } from './exif'
import type { ImageHeader } from './image-header'

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const colours = { 1: 'grey', 3: 'colour', 4: 'cmyk' } as const

function colourOf(components: number): 'grey' | 'colour' | 'cmyk' {
  if (components === 1 || components === 3 || components === 4) return colours[components]
  throw new Unusable('unsupported', `a JPEG of ${components} components`)
}

/** JPEG (ITU-T T.81, B.1.1): the segments up to the frame header, and the orientation of an EXIF segment among them. */
export function jpegHeader(data: Uint8Array): ImageHeader {
  const bytes = new Bytes(data)
  let orientation = 1
  for (let at = 2; ; ) {
    if (bytes.u8(at) !== 0xff) throw new Unusable('broken', 'a segment does not begin with a marker')
    const marker = bytes.u8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9 || marker === 0xda) throw new Unusable('broken', 'it has no frame')
    const length = bytes.u16(at + 2)
    if (length < 2) throw new Unusable('broken', 'a segment has no length')
    if (isFrame(marker)) {
      const colour = colourOf(bytes.u8(at + 9))
      return { height: bytes.u16(at + 5), width: bytes.u16(at + 7), orientation, colour, transparent: false }
    }
    if (marker === 0xe1 && length >= 8 && bytes.text(at + 4, 6) === 'Exif\0\0' && orientation === 1) {
      orientation = exifOrientation(bytes.part(at + 10, Math.max(0, length - 8)))
    }
    at += 2 + length
  }
}
