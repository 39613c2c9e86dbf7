import { Bytes } from '../bytes'
import { Unusable } from '../unusable'

const orientationTag = 0x0112
/** Entries of a directory that are looked at. */
const maxEntries = 1000

/** A TIFF file's header: its byte order, and where its first directory is. */
export function tiffStart(data: Uint8Array): { readonly bytes: Bytes; readonly directory: number } {
  const mark = new Bytes(data).u16(0)
  if (mark !== 0x4949 && mark !== 0x4d4d) throw new Unusable('broken', 'its byte order mark is not right')
  const bytes = new Bytes(data, mark === 0x4949)
  return { bytes, directory: bytes.u32(4) }
}

/** The first values of short and long entries of a directory, by tag. */
export function directoryValues(bytes: Bytes, directory: number): Map<number, number> {
  const values = new Map<number, number>()
  const count = Math.min(bytes.u16(directory), maxEntries)
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + 12 * entry
    const type = bytes.u16(at + 2)
    if (type === 3) values.set(bytes.u16(at), bytes.u32(at + 4) > 2 ? bytes.u16(bytes.u32(at + 8)) : bytes.u16(at + 8))
    if (type === 4) values.set(bytes.u16(at), bytes.u32(at + 4) > 1 ? bytes.u32(bytes.u32(at + 8)) : bytes.u32(at + 8))
  }
  return values
}

/** The orientation in EXIF data (a TIFF structure), 1 where there is none or it cannot be read: a hint must not cost an image. */
export function exifOrientation(data: Uint8Array): number {
  try {
    const { bytes, directory } = tiffStart(data)
    const value = directoryValues(bytes, directory).get(orientationTag) ?? 1
    return value >= 1 && value <= 8 ? value : 1
  } catch {
    return 1
  }
}
