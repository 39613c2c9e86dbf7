import { Bytes } from '../bytes'
import { Unusable } from '../unusable'

/** Boxes that hold boxes, and how many bytes come before these. */
const containers: { readonly [name: string]: number } = { meta: 4, iprp: 0, ipco: 0 }

/** AVIF (ISO 23000-22): the largest size that an `ispe` property names, found without decoding. */
export function avifSize(data: Uint8Array): { readonly width: number; readonly height: number } {
  const bytes = new Bytes(data)
  let size = { width: 0, height: 0 }
  const visit = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      const length = bytes.u32(at) === 0 ? to - at : bytes.u32(at)
      const name = bytes.text(at + 4, 4)
      const end = Math.min(to, at + length)
      if (length < 8) return
      const inner = containers[name]
      if (inner !== undefined) visit(at + 8 + inner, end)
      if (name === 'ispe') {
        const found = { width: bytes.u32(at + 12), height: bytes.u32(at + 16) }
        if (found.width * found.height > size.width * size.height) size = found
      }
      at += length
    }
  }
  visit(0, bytes.length)
  if (size.width === 0) throw new Unusable('broken', 'its header names no size')
  return size
}
