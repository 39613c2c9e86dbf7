/** The table of CRC-32C (Castagnoli, reflected polynomial 0x82f63b78). */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/** CRC-32C of bytes (RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffff_ffff) >>> 0
}

/** The checksum as TFRecord files have it: turned by 15 bits, so that a checksum of data with checksums is none of them. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

/** A record as TFRecord files frame it: length, its checksum, the data, their checksum; little-endian. */
export function frame(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true)
  record.set(data, 12)
  view.setUint32(12 + data.length, maskedCrc(data), true)
  return record
}

/** The records of a file up to what is damaged or not there yet, and whether all of it was read. */
export interface FramedRecords {
  readonly records: readonly Uint8Array[]
  readonly whole: boolean
}

/** Reads the records of a file. A file that is being written may end within a record: what is before it is good. */
export function unframe(file: Uint8Array): FramedRecords {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const records: Uint8Array[] = []
  let at = 0
  while (at + 16 <= file.length) {
    const length = view.getBigUint64(at, true)
    const sound = view.getUint32(at + 8, true) === maskedCrc(file.subarray(at, at + 8))
    if (!sound || BigInt(at) + length + 16n > BigInt(file.length)) break
    const data = file.subarray(at + 12, at + 12 + Number(length))
    if (view.getUint32(at + 12 + data.length, true) !== maskedCrc(data)) break
    records.push(data)
    at += data.length + 16
  }
  return { records, whole: at === file.length }
}
