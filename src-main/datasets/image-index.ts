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

/** The bytes of an index. */
export function encodeIndex(images: readonly IndexedImage[]): Uint8Array {
  const names = images.map(({ name }) => Buffer.from(name))
  const records = Buffer.alloc(images.length * indexRecordBytes)
  let offset = 0
  for (const [index, { height, width }] of images.entries()) {
    records.writeUInt32LE(offset, index * indexRecordBytes)
    records.writeUInt32LE(height, index * indexRecordBytes + 4)
    records.writeUInt32LE(width, index * indexRecordBytes + 8)
    offset += names[index]?.length ?? 0
  }
  return Buffer.concat([records, ...names])
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
