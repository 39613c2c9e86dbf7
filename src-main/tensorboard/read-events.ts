import protobuf from 'protobufjs/minimal.js'
import { dataTypes, settingsTag } from './event'
import { unframe } from './records'

type Reader = protobuf.Reader

/** A number of an event file. */
export interface ReadScalar {
  readonly tag: string
  readonly step: number
  /** Seconds since the epoch. */
  readonly wallTime: number
  readonly value: number
}

/** A picture of an event file, as it is in it: PNG or any other form that TensorBoard shows. */
export interface ReadImage {
  readonly tag: string
  readonly step: number
  readonly bytes: Uint8Array
}

/** What the studio takes of an event file. */
export interface ReadEvents {
  readonly scalars: readonly ReadScalar[]
  readonly images: readonly ReadImage[]
  readonly settings: Readonly<Record<string, string | number | boolean>>
  /** False where the file ends within a record or is damaged there; what is before it was read. */
  readonly whole: boolean
}

/** Calls back with each field of a message; one that is not taken is skipped. */
function fields(bytes: Uint8Array, take: (field: number, reader: Reader, wireType: number) => boolean): void {
  const reader = protobuf.Reader.create(bytes)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (!take(tag >>> 3, reader, tag & 7)) reader.skipType(tag & 7)
  }
}

/** A 64-bit integer, a number or a `Long`, as a number: the studio knows no steps above 2⁵³. */
const toNumber = (value: unknown): number => Number(String(value))

/** The only value of a tensor of float32 or float64; undefined for any other. */
function tensorNumber(bytes: Uint8Array): number | undefined {
  let type = 0
  let content: Uint8Array | undefined
  let value: number | undefined
  fields(bytes, (field, reader, wireType) => {
    if (field === 1) type = reader.int32()
    else if (field === 4) content = reader.bytes()
    else if (field === 5 || field === 6) {
      const end = wireType === 2 ? reader.uint32() + reader.pos : reader.pos + 1
      while (reader.pos < end) value ??= field === 5 ? reader.float() : reader.double()
    } else return false
    return true
  })
  if (content === undefined || content.length === 0) return value
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  if (type === dataTypes.float && content.length === 4) return view.getFloat32(0, true)
  return type === dataTypes.double && content.length === 8 ? view.getFloat64(0, true) : undefined
}

/** The texts of a tensor of texts, as bytes. */
function tensorTexts(bytes: Uint8Array): Uint8Array[] {
  const texts: Uint8Array[] = []
  fields(bytes, (field, reader) => {
    if (field !== 8) return false
    texts.push(reader.bytes())
    return true
  })
  return texts
}

/** The encoded picture of an image summary. */
function encodedImage(bytes: Uint8Array): Uint8Array | undefined {
  let encoded: Uint8Array | undefined
  fields(bytes, (field, reader) => {
    if (field !== 4) return false
    encoded = reader.bytes()
    return true
  })
  return encoded
}

interface RawValue {
  tag: string
  image: Uint8Array | undefined
  /** A tensor, read once the plugin is known. */
  tensor: Uint8Array | undefined
  value: number | undefined
  plugin: string
  content: Uint8Array
}

function readMetadata(bytes: Uint8Array, into: RawValue): void {
  fields(bytes, (field, reader) => {
    if (field !== 1) return false
    fields(reader.bytes(), (inner, data) => {
      if (inner === 1) into.plugin = data.string()
      else if (inner === 2) into.content = data.bytes()
      else return false
      return true
    })
    return true
  })
}

function readValue(bytes: Uint8Array): RawValue {
  const nothing = { value: undefined, image: undefined, tensor: undefined }
  const raw: RawValue = { ...nothing, tag: '', plugin: '', content: new Uint8Array() }
  fields(bytes, (field, reader) => {
    if (field === 1) raw.tag = reader.string()
    else if (field === 2) raw.value = reader.float()
    else if (field === 4) raw.image = encodedImage(reader.bytes())
    else if (field === 8) raw.tensor = reader.bytes()
    else if (field === 9) readMetadata(reader.bytes(), raw)
    else return false
    return true
  })
  // A tensor of the plugin “images” is the width, the height and the pictures of a batch, of which the first stands for the step.
  if (raw.tensor && raw.plugin === 'images') raw.image = tensorTexts(raw.tensor)[2]
  else if (raw.tensor) raw.value = tensorNumber(raw.tensor)
  return raw
}

/** google.protobuf.Value where it is a text, a number or a flag. */
function plainValue(bytes: Uint8Array): string | number | boolean | undefined {
  let value: string | number | boolean | undefined
  fields(bytes, (field, reader) => {
    if (field === 2) value = reader.double()
    else if (field === 3) value = reader.string()
    else if (field === 4) value = reader.bool()
    else return false
    return true
  })
  return value
}

function readSettings(content: Uint8Array, into: Map<string, string | number | boolean>): void {
  fields(content, (field, reader) => {
    if (field !== 3) return false
    fields(reader.bytes(), (part, session) => {
      if (part !== 1) return false
      let name = ''
      let value: string | number | boolean | undefined
      fields(session.bytes(), (inner, entry) => {
        if (inner === 1) name = entry.string()
        else if (inner === 2) value = plainValue(entry.bytes())
        else return false
        return true
      })
      if (name !== '' && value !== undefined) into.set(name, value)
      return true
    })
    return true
  })
}

/** What was read so far. */
interface Reading {
  readonly scalars: ReadScalar[]
  readonly images: ReadImage[]
  readonly settings: Map<string, string | number | boolean>
}

function readEvent(record: Uint8Array, { scalars, images, settings }: Reading): void {
  let [wallTime, step] = [0, 0]
  const values: RawValue[] = []
  fields(record, (field, reader) => {
    if (field === 1) wallTime = reader.double()
    else if (field === 2) step = toNumber(reader.int64())
    else if (field === 5) {
      fields(reader.bytes(), (inner, summary) => {
        if (inner !== 1) return false
        values.push(readValue(summary.bytes()))
        return true
      })
    } else return false
    return true
  })
  for (const { tag, value, image, plugin, content } of values) {
    if (tag === settingsTag) readSettings(content, settings)
    else if (image !== undefined) images.push({ tag, step, bytes: image })
    else if (value !== undefined && (plugin === '' || plugin === 'scalars'))
      scalars.push({ tag, step, wallTime, value })
  }
}

/**
 * The numbers, pictures and settings of an event file as TensorBoard reads it: scalars and pictures of both forms, and what the plugin
 * “hparams” keeps. A record that is no event ends the reading, as a damaged one does. Pictures share the file's memory.
 */
export function readEvents(file: Uint8Array): ReadEvents {
  const { records, whole } = unframe(file)
  const reading: Reading = { scalars: [], images: [], settings: new Map() }
  const read = (isWhole: boolean): ReadEvents => ({
    ...reading,
    settings: Object.fromEntries(reading.settings),
    whole: isWhole,
  })
  try {
    for (const record of records) readEvent(record, reading)
  } catch {
    return read(false)
  }
  return read(whole)
}
