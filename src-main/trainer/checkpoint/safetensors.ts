import { z } from 'zod'

/**
 * The safetensors format (huggingface/safetensors, "Format"): a little-endian uint64 with the length of the header, the
 * header as JSON, then the numbers. Here every tensor is F32. Typed arrays are little-endian on every machine that the studio runs on.
 */
export interface TensorData {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Larger headers are refused before they are parsed; the format's own limit. */
const MAX_HEADER_BYTES = 100_000_000
const METADATA = '__metadata__'

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** Why a file is not one that this reader takes. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError'
}

const Entry = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
/** Free-form texts, parsed as pairs: as an object, a text named `__proto__` would be lost. */
const Metadata = z
  .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .transform((value) => Object.entries(value))
  .pipe(z.array(z.tuple([z.string(), z.string()])))

/** The bytes of a file, in chunks that view the tensors' own memory. The header is padded so that the numbers start at a multiple of 8. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array[] {
  const header: [string, unknown][] = metadata.size === 0 ? [] : [[METADATA, Object.fromEntries(metadata)]]
  let offset = 0
  for (const [name, { shape, data }] of tensors) {
    if (name === METADATA) throw new RangeError(`A tensor cannot be named ${METADATA}`)
    if (sizeOf(shape) !== data.length)
      throw new RangeError(`${name} holds ${data.length} numbers, not ${shape.join('×')}`)
    header.push([name, { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }])
    offset += data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const padded = Math.ceil(json.length / 8) * 8
  const start = new Uint8Array(8 + padded).fill(0x20)
  new DataView(start.buffer).setBigUint64(0, BigInt(padded), true)
  start.set(json, 8)
  return [
    start,
    ...[...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]
}

/** A decoded file: its tensors in the order of their place in it, and its free-form texts. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, TensorData>
  readonly metadata: ReadonlyMap<string, string>
}

function parseHeader(bytes: Uint8Array): { entries: [string, unknown][]; bodyStart: number } {
  if (bytes.length < 8) throw new SafetensorsError(`It has ${bytes.length} bytes, too few for a header`)
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(MAX_HEADER_BYTES))
    throw new SafetensorsError(`Its header claims ${length} bytes, more than is allowed`)
  const bodyStart = 8 + Number(length)
  if (bodyStart > bytes.length) throw new SafetensorsError('It ends within its header')
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, bodyStart)))
  } catch {
    throw new SafetensorsError('Its header is not JSON')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SafetensorsError('Its header is not a JSON object')
  }
  return { entries: Object.entries(parsed), bodyStart }
}

/**
 * Reads a file that is wholly in memory; the tensors are copies with aligned memory of their own.
 * @throws SafetensorsError with the reason for anything out of the format, any type but F32, and numbers that overlap,
 * leave gaps or reach beyond the file.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, bodyStart } = parseHeader(bytes)
  const metadata = Metadata.safeParse(entries.find(([name]) => name === METADATA)?.[1] ?? {})
  if (!metadata.success) throw new SafetensorsError('Its metadata is not texts by name')
  const places = entries.flatMap(([name, value]) => {
    if (name === METADATA) return []
    const entry = Entry.safeParse(value)
    if (!entry.success) throw new SafetensorsError(`The entry of “${name}” is malformed`)
    const { dtype, shape, data_offsets } = entry.data
    const [start, end] = data_offsets
    if (dtype !== 'F32') throw new SafetensorsError(`“${name}” is of type ${dtype}, not F32`)
    if (end - start !== sizeOf(shape) * 4) {
      throw new SafetensorsError(`“${name}” has ${end - start} bytes for the shape ${shape.join('×') || 'scalar'}`)
    }
    return [{ name, shape, start, end }]
  })
  places.sort((a, b) => a.start - b.start || a.end - b.end)
  let expected = 0
  for (const { name, start, end } of places) {
    if (start !== expected) {
      throw new SafetensorsError(
        `“${name}” ${start < expected ? 'overlaps the tensor' : 'leaves a gap after the tensor'} before it`,
      )
    }
    expected = end
  }
  if (bodyStart + expected !== bytes.length) {
    throw new SafetensorsError(`It holds ${bytes.length - bodyStart} bytes of numbers, not ${expected}`)
  }
  const tensors = new Map<string, TensorData>()
  for (const { name, shape, start, end } of places) {
    const data = new Float32Array((end - start) / 4)
    new Uint8Array(data.buffer).set(bytes.subarray(bodyStart + start, bodyStart + end))
    tensors.set(name, { shape, data })
  }
  return { tensors, metadata: new Map(metadata.data) }
}
