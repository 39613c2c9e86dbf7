import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { StudioError } from '@shared/contract/errors'
import type { PackedImages } from '@shared/contract/trainer'
import { errorCode } from '../files/disk'

/** Files up to this size are held in memory; larger ones are read image by image. */
export const IN_MEMORY_BYTES = 512 * 1024 * 1024
/** Most bytes that one read asks for. */
const READ_BYTES = 64 * 1024 * 1024

/** The packed images of a run: uint8, height × width × channels each. */
export interface ImageSource {
  readonly count: number
  readonly bytesPerImage: number
  /** Copies the images of the given indices into `out`, one after the other. `out` has room for exactly them. */
  copy(indices: Uint32Array, out: Uint8Array): void
  /** The place of an image in its split, where some of that are left out. */
  placeOf(index: number): number
  /** The class of an image. @throws RangeError where the images have no labels */
  labelOf(index: number): number
  close(): void
}

function damaged(file: string, what: string): StudioError {
  return new StudioError('DATASET_DAMAGED', `The packed images in ${file} cannot be used: ${what}.`, {
    safe: 'Nothing was changed.',
    next: 'Check the dataset, or import it again.',
  })
}

/** A part of an array that is filled. */
interface Target {
  readonly out: Uint8Array
  readonly start: number
  readonly length: number
}

/** Fills a part of `out` from a position of a file on. @throws StudioError `DATASET_DAMAGED` where the file ends before */
function readFully(handle: number, file: string, { out, start, length }: Target, position: number): void {
  for (let at = 0; at < length; ) {
    const read = readSync(handle, out, start + at, Math.min(length - at, READ_BYTES), position + at)
    if (read === 0) throw damaged(file, 'it ended while it was read')
    at += read
  }
}

/** The labels of packed images, all in memory: one byte each. @throws StudioError `DATASET_DAMAGED` */
function labelReader(labels: PackedImages['labels'], count: number): (index: number) => number {
  if (labels === undefined) {
    return () => {
      throw new RangeError('These images have no labels')
    }
  }
  let bytes: Uint8Array
  try {
    bytes = readFileSync(labels.file)
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? damaged(labels.file, 'there is no such file') : error
  }
  if (bytes.length !== count) throw damaged(labels.file, `it has ${bytes.length} labels for ${count} images`)
  if (bytes.some((label) => label >= labels.classes)) throw damaged(labels.file, 'it names a class that there is not')
  return (index) => bytes[index] ?? 0
}

/**
 * Opens packed images.
 * @param inMemory the largest file, in bytes, that is read into memory at once
 * @throws StudioError `DATASET_DAMAGED` for a file that is missing or has another size than its images need
 */
export function openImages({ second, ...first }: PackedImages, inMemory = IN_MEMORY_BYTES): ImageSource {
  const source = openSet(first, inMemory)
  if (second === undefined) return source
  try {
    return joined(source, openSet(second, inMemory))
  } catch (error) {
    source.close()
    throw error
  }
}

/** A source that has the images of two, those of the second after those of the first; the label of an image says of which it is. */
function joined(first: ImageSource, second: ImageSource): ImageSource {
  const { bytesPerImage } = first
  if (second.bytesPerImage !== bytesPerImage) throw new RangeError('the images of two sets have one size')
  const one = new Uint32Array(1)
  return {
    count: first.count + second.count,
    bytesPerImage,
    copy(indices, out) {
      for (const [i, index] of indices.entries()) {
        const part = index < first.count ? first : second
        one[0] = index < first.count ? index : index - first.count
        part.copy(one, out.subarray(i * bytesPerImage, (i + 1) * bytesPerImage))
      }
    },
    placeOf: (index) => (index < first.count ? first.placeOf(index) : second.placeOf(index - first.count)),
    labelOf: (index) => (index < first.count ? 0 : 1),
    close() {
      first.close()
      second.close()
    },
  }
}

function openSet(images: Omit<PackedImages, 'second'>, inMemory: number): ImageSource {
  const { kept, ...all } = images
  if (kept === undefined) return openAll(all, inMemory)
  const places = readPlaces(kept, all.count)
  return onlyPlaces(openAll({ ...all, count: kept.total }, inMemory), places)
}

/** The places of the images that are used. @throws StudioError `DATASET_DAMAGED` */
function readPlaces({ file, total }: { file: string; total: number }, count: number): Uint32Array {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? damaged(file, 'there is no such file') : error
  }
  if (bytes.length !== 4 * count) throw damaged(file, `it has ${bytes.length / 4} places for ${count} images`)
  const places = Uint32Array.from({ length: count }, (_, index) => bytes.readUInt32LE(4 * index))
  if (places.some((place) => place >= total)) throw damaged(file, 'it names an image that there is not')
  return places
}

/** A source of which only the images at some places are used. */
function onlyPlaces(source: ImageSource, places: Uint32Array): ImageSource {
  return {
    count: places.length,
    bytesPerImage: source.bytesPerImage,
    copy: (indices, out) =>
      source.copy(
        indices.map((index) => places[index] ?? 0),
        out,
      ),
    placeOf: (index) => places[index] ?? 0,
    labelOf: (index) => source.labelOf(places[index] ?? 0),
    close: () => source.close(),
  }
}

function openAll({ file, count, image, labels }: PackedImages, inMemory: number): ImageSource {
  const labelOf = labelReader(labels, count)
  const bytesPerImage = image.height * image.width * image.channels
  const placeOf = (index: number) => index
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? damaged(file, 'there is no such file') : error
  }
  let held = false
  try {
    const { size } = fstatSync(handle)
    if (size !== count * bytesPerImage) {
      throw damaged(file, `it has ${size} bytes, and ${count} images need ${count * bytesPerImage}`)
    }
    if (size > inMemory) {
      held = true
      return { count, bytesPerImage, placeOf, labelOf, ...fromFile(handle, file, bytesPerImage) }
    }
    const bytes = new Uint8Array(size)
    readFully(handle, file, { out: bytes, start: 0, length: size }, 0)
    return { count, bytesPerImage, placeOf, labelOf, ...fromMemory(bytes, bytesPerImage) }
  } finally {
    if (!held) closeSync(handle)
  }
}

type Access = Pick<ImageSource, 'copy' | 'close'>

function fromMemory(bytes: Uint8Array, size: number): Access {
  return {
    copy(indices, out) {
      for (let i = 0; i < indices.length; i++) {
        const start = (indices[i] ?? 0) * size
        out.set(bytes.subarray(start, start + size), i * size)
      }
    },
    close: () => undefined,
  }
}

function fromFile(handle: number, file: string, size: number): Access {
  return {
    copy(indices, out) {
      for (let i = 0; i < indices.length; i++) {
        readFully(handle, file, { out, start: i * size, length: size }, (indices[i] ?? 0) * size)
      }
    },
    close: () => closeSync(handle),
  }
}
