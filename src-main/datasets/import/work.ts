import { createHash } from 'node:crypto'
import type { ResolvedChoices } from '@shared/datasets/import'
import { decodeImage } from '../images/decode'
import { maxFileBytes } from '../images/header'
import { prepareImage } from '../images/prepare'
import type { Decoded } from '../images/raster'
import { Unusable } from '../images/unusable'
import type { EntryPlace } from '../trees/tree'
import { type OpenArchives, readZipEntry } from '../trees/zip'
import type { Chunk } from './chunks'
import { readWhole, tooLarge } from './read-whole'
import type { FinishedChunk, ImageRecord } from './records'

/** What a worker is told once: how images become. */
export type WorkChoices = Pick<ResolvedChoices, 'size' | 'fit' | 'filter' | 'background' | 'channels' | 'duplicates'>

/** A chunk that was worked on. */
export interface ChunkResult {
  readonly record: FinishedChunk
  /** The packed images that can be used, one after the other. */
  readonly pixels: Uint8Array<ArrayBuffer>
}

/** The first 128 bits of a SHA-256. */
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32)

function readPlace(place: EntryPlace, archives: OpenArchives): Uint8Array {
  if (place.type === 'zip') {
    if (place.bytes > maxFileBytes) throw tooLarge(place.bytes)
    return readZipEntry(archives.handle(place.file), place)
  }
  return readWhole(place.file)
}

/** What went wrong with one image. Anything but an `Unusable` is a file that the system does not let us read. */
function problemOf(error: unknown): Unusable {
  if (error instanceof Unusable) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EISDIR') return new Unusable('not-an-image', 'it is a folder')
  return new Unusable('unreadable', error instanceof Error ? error.message : String(error))
}

interface Item {
  /** The bytes that identify the image in its source, until the next is asked for. */
  readonly source: Uint8Array
  readonly image: Decoded
}

/** The images of a chunk, each decoded when it is asked for. */
function itemsOf({ content }: Chunk, archives: OpenArchives): { count: number; item(index: number): Item } {
  switch (content.type) {
    case 'places':
      return {
        count: content.places.length,
        item(index) {
          const place = content.places[index]
          if (place === undefined) throw new RangeError('no such image')
          const source = readPlace(place, archives)
          return { source, image: decodeImage(source) }
        },
      }
    case 'files':
      return {
        count: content.files.length,
        item(index) {
          const source = content.files[index] ?? new Uint8Array(0)
          if (source.length > maxFileBytes) throw tooLarge(source.length)
          return { source, image: decodeImage(source) }
        },
      }
    case 'rasters': {
      const { height, width, channels, pixels, unusable } = content
      const size = height * width * channels
      return {
        count: pixels.length / size,
        item(index) {
          const problem = unusable.get(index)
          if (problem !== undefined) throw new Unusable('broken', problem)
          const source = pixels.subarray(index * size, (index + 1) * size)
          return { source, image: { height, width, channels, pixels: source } }
        },
      }
    }
  }
}

/** Decodes and prepares the images of a chunk. One that cannot be used is recorded with its reason; nothing is thrown for it. */
export function workOn(chunk: Chunk, choices: WorkChoices, archives: OpenArchives): ChunkResult {
  const size = choices.size.height * choices.size.width * choices.channels
  const { count, item } = itemsOf(chunk, archives)
  const pixels = new Uint8Array(count * size)
  const images: ImageRecord[] = []
  let kept = 0
  for (let index = 0; index < count; index++) {
    const number = chunk.images[index] ?? 0
    try {
      const { source, image } = item(index)
      const packed = prepareImage(image, choices).pixels
      pixels.set(packed, kept * size)
      kept++
      const twin = choices.duplicates === 'drop' ? digest(packed) : ''
      images.push([number, image.height, image.width, digest(source), twin])
    } catch (error) {
      const { reason, message } = problemOf(error)
      images.push([number, reason, message.slice(0, 300)])
    }
  }
  const used = kept === count ? pixels : pixels.slice(0, kept * size)
  const record = { number: chunk.number, bytes: used.length, images }
  return { record, pixels: used }
}
