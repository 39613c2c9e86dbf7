import { Bytes } from '../bytes'
import { Unusable } from '../unusable'
import type { ImageHeader } from './image-header'

/** A box of the file format (ISO/IEC 14496-12): its four letters, and where its content is. */
interface Box {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Most properties and associations that are looked at. */
const maxEntries = 1000

/** The boxes between two places. One that says that it is smaller than its own head ends the list. */
function* boxes(bytes: Bytes, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const length = bytes.u32(at) === 0 ? to - at : bytes.u32(at)
    if (length < 8) return
    yield { name: bytes.text(at + 4, 4), from: at + 8, to: Math.min(to, at + length) }
    at += length
  }
}

/** The first box of a name among the boxes in another, whose content begins with `skipped` bytes of its own. */
function inner(bytes: Bytes, outer: Box | undefined, name: string, skipped = 0): Box | undefined {
  if (outer === undefined) return undefined
  for (const box of boxes(bytes, outer.from + skipped, outer.to)) if (box.name === name) return box
  return undefined
}

/** Numbers, from 1, of the properties of the primary item (`pitm`, `ipma`; ISO/IEC 23008-12). */
function primaryProperties(bytes: Bytes, meta: Box, association: Box): readonly number[] {
  const primary = inner(bytes, meta, 'pitm', 4)
  if (primary === undefined) return []
  const wanted = bytes.u8(primary.from) === 0 ? bytes.u16(primary.from + 4) : bytes.u32(primary.from + 4)
  const [version, wide] = [bytes.u8(association.from), (bytes.u8(association.from + 3) & 1) === 1]
  let at = association.from + 8
  for (let entry = 0; entry < Math.min(maxEntries, bytes.u32(association.from + 4)); entry++) {
    const item = version < 1 ? bytes.u16(at) : bytes.u32(at)
    at += version < 1 ? 2 : 4
    const count = bytes.u8(at++)
    if (item === wanted) {
      // The highest bit says that a reader must know the property.
      const number = (index: number) => (wide ? bytes.u16(at + 2 * index) & 0x7fff : bytes.u8(at + index) & 0x7f)
      return Array.from({ length: count }, (_, index) => number(index))
    }
    at += count * (wide ? 2 : 1)
  }
  return []
}

/** EXIF's orientation for quarter turns against the clock (`irot`) and then a mirror (`imir`: 0 top to bottom, 1 left to right). */
const orientations: readonly (readonly [plain: number, flipped: number, mirrored: number])[] = [
  [1, 4, 2],
  [8, 5, 7],
  [3, 2, 4],
  [6, 7, 5],
]

function orientationOf(bytes: Bytes, meta: Box, properties: Box, list: readonly Box[]): number {
  const association = inner(bytes, properties, 'ipma')
  if (association === undefined) return 1
  let [turns, column] = [0, 0]
  for (const number of primaryProperties(bytes, meta, association)) {
    const property = list[number - 1]
    if (property?.name === 'irot') turns = bytes.u8(property.from) & 3
    if (property?.name === 'imir') column = 1 + (bytes.u8(property.from) & 1)
  }
  return orientations[turns]?.[column] ?? 1
}

/** AVIF (AV1 Image File Format): the largest size that an `ispe` property names, and how the primary item is turned. */
export function avifHeader(data: Uint8Array): ImageHeader {
  const bytes = new Bytes(data)
  const meta = inner(bytes, { name: '', from: 0, to: bytes.length }, 'meta')
  const properties = inner(bytes, meta, 'iprp', 4)
  const container = inner(bytes, properties, 'ipco')
  let size = { width: 0, height: 0 }
  if (meta === undefined || properties === undefined || container === undefined) {
    throw new Unusable('broken', 'its header names no size')
  }
  const list = [...boxes(bytes, container.from, container.to)].slice(0, maxEntries)
  for (const { name, from } of list) {
    if (name !== 'ispe') continue
    const found = { width: bytes.u32(from + 4), height: bytes.u32(from + 8) }
    if (found.width * found.height > size.width * size.height) size = found
  }
  if (size.width === 0) throw new Unusable('broken', 'its header names no size')
  return { ...size, orientation: orientationOf(bytes, meta, properties, list) }
}
