import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Compiled } from '../compile'

/** What a file begins with; the digit is the version of the format. */
const MAGIC = Buffer.from('GSGRAPH3')
const LENGTH_AT = MAGIC.length
const CHECKSUM_AT = LENGTH_AT + 4
const CHECKSUM_BYTES = 32
const MANIFEST_AT = CHECKSUM_AT + CHECKSUM_BYTES
/** A manifest that says more of itself is refused before it is parsed. */
const MAX_MANIFEST_BYTES = 4_000_000

const Port = z.strictObject({
  name: z.string().max(1000),
  shape: z
    .array(
      z
        .int()
        .nonnegative()
        .max(2 ** 31),
    )
    .max(16),
})

const Manifest = z.strictObject({
  optimised: z.boolean(),
  large: z.boolean(),
  inputs: z.array(Port).max(100_000),
  outputs: z.array(Port).max(100_000),
  measures: z.array(z.string().max(1000)).max(1000).optional(),
})

const checksum = (rest: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of rest) hash.update(part)
  return hash.digest()
}

/** A compiled graph as a file: magic, length of the manifest (uint32, little-endian), SHA-256 of what follows, manifest as JSON, model. */
export function encodeEntry(compiled: Compiled): Uint8Array[] {
  const { model, inputs, outputs, measures, optimised = false, large = false } = compiled
  const manifest = Buffer.from(JSON.stringify({ optimised, large, inputs, outputs, measures }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(manifest.length)
  return [MAGIC, length, checksum([manifest, model]), manifest, model]
}

/** The compiled graph in a file; undefined for one that is damaged, cut off or something else. The model is a view of `bytes`. */
export function decodeEntry(bytes: Uint8Array): Compiled | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < MANIFEST_AT || !file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const length = file.readUInt32LE(LENGTH_AT)
  if (length > MAX_MANIFEST_BYTES || MANIFEST_AT + length > file.length) return undefined
  if (!checksum([file.subarray(MANIFEST_AT)]).equals(file.subarray(CHECKSUM_AT, MANIFEST_AT))) return undefined
  try {
    const { measures, ...manifest } = Manifest.parse(
      JSON.parse(file.toString('utf8', MANIFEST_AT, MANIFEST_AT + length)),
    )
    const model = bytes.subarray(MANIFEST_AT + length)
    return { ...manifest, model, ...(measures === undefined ? {} : { measures }) }
  } catch {
    return undefined
  }
}
