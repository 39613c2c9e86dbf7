/**
 * Where the images of a split come from, in one file: for each image 12 bytes (offset of its name among the names, height
 * and width before it was prepared; little-endian uint32), then all names in UTF-8.
 */
export interface IndexedImage {
  readonly name: string
  readonly height: number
  readonly width: number
}

export const indexRecordBytes = 12

/** The bytes of an index of `count` images. */
export function encodeIndex(count: number, imageAt: (place: number) => IndexedImage): Uint8Array {
  let bytes = count * indexRecordBytes
  for (let place = 0; place < count; place++) bytes += Buffer.byteLength(imageAt(place).name)
  const index = Buffer.alloc(bytes)
  const names = count * indexRecordBytes
  let offset = 0
  for (let place = 0; place < count; place++) {
    const { name, height, width } = imageAt(place)
    index.writeUInt32LE(offset, place * indexRecordBytes)
    index.writeUInt32LE(height, place * indexRecordBytes + 4)
    index.writeUInt32LE(width, place * indexRecordBytes + 8)
    offset += index.write(name, names + offset)
  }
  return index
}

/** Reads a part of an index file. */
export type ReadPart = (offset: number, length: number) => Promise<Uint8Array>

/**
 * Consecutive images of an index of `count` images in a file of `bytes`.
 * @throws RangeError where the index is not one of so many images
 */
export async function readIndex(
  read: ReadPart,
  bytes: number,
  count: number,
  first: number,
  wanted: number,
): Promise<IndexedImage[]> {
  const end = Math.min(count, first + wanted)
  const names = count * indexRecordBytes
  if (bytes < names || first >= end) return []
  // One record more tells where the last name ends.
  const known = Math.min(count, end + 1) - first
  const records = Buffer.from(await read(first * indexRecordBytes, known * indexRecordBytes))
  const offsetOf = (index: number): number =>
    index < known ? names + records.readUInt32LE(index * indexRecordBytes) : bytes
  const start = offsetOf(0)
  const stop = offsetOf(end - first)
  if (start > stop || stop > bytes) throw new RangeError('the index is damaged')
  const text = Buffer.from(await read(start, stop - start))
  return Array.from({ length: end - first }, (_, index) => ({
    name: text.subarray(offsetOf(index) - start, offsetOf(index + 1) - start).toString('utf8'),
    height: records.readUInt32LE(index * indexRecordBytes + 4),
    width: records.readUInt32LE(index * indexRecordBytes + 8),
  }))
}
