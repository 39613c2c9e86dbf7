import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { createInflateRaw, inflateRawSync } from 'node:zlib'
import type { Skipped } from '@shared/datasets/import'
import yauzl from 'yauzl'
import { badFile } from '../formats/format'
import { Unusable } from '../images/unusable'
import { limits } from '../limits'
import { crc32 } from './crc32'
import { explained } from './gzip'
import { isHidden, pathProblem, plainPath, printable } from './path'
import { byPath, type EntryPlace, type Tree, type TreeEntry } from './tree'

type ZipPlace = Extract<EntryPlace, { type: 'zip' }>

const localHeaderBytes = 30

/** Where an entry's data begin, by its local header. */
function dataStart(header: Uint8Array, offset: number): number {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  if (view.getUint32(0, true) !== 0x04034b50) throw new Unusable('broken', 'its place in the archive is not right')
  return offset + localHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true)
}

function readAt(handle: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; ) {
    const read = readSync(handle, bytes, at, length - at, offset + at)
    if (read === 0) throw new Unusable('broken', 'the archive ends too early')
    at += read
  }
  return bytes
}

/**
 * Reads a whole entry of a zip archive that is open under `handle`; it expands to the size that it says or not at all.
 * @throws Unusable `broken`
 */
export function readZipEntry(handle: number, { offset, packed, bytes, deflated, crc }: ZipPlace): Uint8Array {
  const data = readAt(handle, dataStart(readAt(handle, offset, localHeaderBytes), offset), packed)
  const content = deflated ? inflate(data, bytes) : data
  if (content.length !== bytes) throw new Unusable('broken', 'it has another size than the archive says')
  if (crc32(content) !== crc) throw new Unusable('broken', 'its checksum in the archive is not right')
  return content
}

function inflate(data: Uint8Array, bytes: number): Uint8Array {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, bytes) })
  } catch {
    throw new Unusable('broken', 'its compressed data are not right')
  }
}

function inflated(packed: Readable): Readable {
  const plain = packed.pipe(createInflateRaw())
  packed.on('error', (error) => plain.destroy(error))
  return plain
}

async function* entryChunks(file: string, place: ZipPlace, name: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r')
  try {
    const header = new Uint8Array(localHeaderBytes)
    await handle.read(header, 0, header.length, place.offset)
    const start = dataStart(header, place.offset)
    const packed = () => handle.createReadStream({ start, end: start + place.packed - 1, autoClose: false })
    const plain = place.packed === 0 ? Readable.from([]) : place.deflated ? inflated(packed()) : packed()
    let expanded = 0
    let crc = 0
    for await (const chunk of plain) {
      if (!(chunk instanceof Uint8Array)) continue
      expanded += chunk.length
      if (expanded > place.bytes) throw badFile(name, 'expands to more than the archive says')
      crc = crc32(chunk, crc)
      yield chunk
    }
    if (expanded !== place.bytes) throw badFile(name, 'ends too early')
    if (crc !== place.crc) throw badFile(name, 'has another checksum than the archive says')
  } catch (error) {
    throw error instanceof Unusable ? badFile(name, error.message) : explained(error, name)
  } finally {
    await handle.close()
  }
}

/** Why an entry is skipped, undefined where it is not. */
function problemOf(entry: yauzl.Entry, raw: string, known: boolean): Omit<Skipped, 'path'> | undefined {
  const problem = pathProblem(raw)
  if (problem !== undefined) return { reason: 'name', details: problem }
  if (isHidden(plainPath(raw))) return { reason: 'hidden', details: 'hidden, or of the operating system' }
  if ((entry.generalPurposeBitFlag & 1) !== 0) return { reason: 'encrypted', details: 'it needs a password' }
  if (entry.externalFileAttributes >>> 28 === 0o12) return { reason: 'link', details: 'a link in an archive' }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return { reason: 'unsupported', details: `compressed by method ${entry.compressionMethod}` }
  }
  return known ? { reason: 'name', details: 'the archive has another file of this name' } : undefined
}

/** The entries that a central directory lists. */
function listEntries(file: string, signal: AbortSignal | undefined) {
  const name = basename(file)
  const places = new Map<string, ZipPlace>()
  const skipped: Skipped[] = []
  const take = (entry: yauzl.Entry): void => {
    const raw = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    if (raw.endsWith('/')) return
    const path = plainPath(raw)
    const problem = problemOf(entry, raw, places.has(path))
    if (problem !== undefined) {
      skipped.push({ path: printable(raw), ...problem })
      return
    }
    places.set(path, {
      type: 'zip',
      file,
      offset: entry.relativeOffsetOfLocalHeader,
      packed: entry.compressedSize,
      bytes: entry.uncompressedSize,
      deflated: entry.compressionMethod === 8,
      crc: entry.crc32,
    })
  }
  return new Promise<{ places: Map<string, ZipPlace>; skipped: Skipped[] }>((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: true, decodeStrings: false, validateEntrySizes: false } as const
    yauzl.open(file, options, (failure, zip) => {
      if (failure || !zip) return reject(badFile(name, `is no archive that can be read (${failure?.message})`))
      const fail = (error: unknown) => {
        zip.close()
        reject(error instanceof Error && !('code' in error) ? badFile(name, `is damaged (${error.message})`) : error)
      }
      zip.on('error', fail)
      zip.on('end', () => resolve({ places, skipped }))
      zip.on('entry', (entry: yauzl.Entry) => {
        try {
          signal?.throwIfAborted()
          if (places.size >= limits.entries) throw badFile(name, 'has too many files')
          take(entry)
          zip.readEntry()
        } catch (error) {
          fail(error)
        }
      })
      zip.readEntry()
    })
  })
}

/** Opens a zip archive as a tree. @throws StudioError `INVALID_INPUT` */
export async function openZip(file: string, bytes: number, signal?: AbortSignal): Promise<Tree> {
  const { places, skipped } = await listEntries(file, signal)
  const entries = [...places].map(([path, place]) => ({ path, bytes: place.bytes, stamp: place.crc })).sort(byPath)
  const placeOf = ({ path }: TreeEntry): ZipPlace => {
    const place = places.get(path)
    if (!place) throw new Error(`${path} is not in the archive`)
    return place
  }
  return {
    name: basename(file),
    container: 'zip',
    bytes,
    entries,
    skipped,
    place: placeOf,
    async *stream(wanted) {
      for (const entry of wanted) yield { entry, chunks: entryChunks(file, placeOf(entry), entry.path) }
    },
  }
}

/** Archives that stay open while entry after entry is read from them. */
export class OpenArchives {
  readonly #handles = new Map<string, number>()

  /** The descriptor of an archive. */
  handle(file: string): number {
    const known = this.#handles.get(file)
    if (known !== undefined) return known
    const handle = openSync(file, 'r')
    this.#handles.set(file, handle)
    return handle
  }

  close(): void {
    for (const handle of this.#handles.values()) closeSync(handle)
    this.#handles.clear()
  }
}
