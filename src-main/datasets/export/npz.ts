import { Readable } from 'node:stream'
import type { ImageShape } from '@shared/architecture/spec'
import type { ExportRequest, PackedPart } from '@shared/contract/importer'
import { readPacked } from '../packed'
import { keptImages, readLabels } from './items'

/** The header of an .npy file of unsigned bytes (NumPy Enhancement Proposal 1, version 1.0). */
export function npyHeader(shape: readonly number[]): Uint8Array {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${sides}), }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10
  const header = Buffer.alloc(10 + length, ' ')
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
  header.writeUInt16LE(length, 8)
  header.write(text, 10, 'latin1')
  header[header.length - 1] = 0x0a
  return header
}

async function* images(image: ImageShape, part: PackedPart): AsyncGenerator<Uint8Array> {
  const kept = keptImages(part)
  yield npyHeader([kept.length, image.height, image.width, image.channels])
  for await (const { pixels } of readPacked(part.pixels, image, kept)) yield pixels
}

async function* labels(part: PackedPart): AsyncGenerator<Uint8Array> {
  const all = await readLabels(part)
  const kept = keptImages(part)
  yield npyHeader([kept.length])
  yield Uint8Array.from(kept, (place) => all?.[place] ?? 0)
}

/** An array of an .npz archive. */
export interface NpzArray {
  readonly name: string
  open(): Readable
}

/** The arrays of a dataset: `<split>_images` (uint8 NHWC) and, with classes, `<split>_labels` (uint8). */
export function npzArrays({ image, parts }: ExportRequest): NpzArray[] {
  return parts.flatMap((part) => {
    const name = part.name.replaceAll('-', '_')
    const arrays: NpzArray[] = [
      { name: `${name}_images.npy`, open: () => Readable.from(images(image, part), { objectMode: false }) },
    ]
    if (part.labels !== null) {
      arrays.push({ name: `${name}_labels.npy`, open: () => Readable.from(labels(part), { objectMode: false }) })
    }
    return arrays
  })
}
