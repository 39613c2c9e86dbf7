import { readFile } from 'node:fs/promises'
import type { ExportRequest, PackedPart } from '@shared/contract/importer'
import { encodePng } from '../../pictures/png'
import { readPacked } from '../packed'

/** An image that is exported: where it goes, with `/` between the parts, and the image as PNG. */
export interface ExportedImage {
  readonly path: string
  readonly png: Uint8Array
}

/** Names that Windows does not take for files. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** A class name as a folder's name on any system: it cannot lead out of where it is put. */
export function folderName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N} ._-]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80)
  return plain === '' || reserved.test(plain) ? `_${plain}` : plain
}

/** Folder names for classes, made different where two classes would share one. */
export function classFolders(classes: readonly string[]): string[] {
  const taken = new Set<string>()
  return classes.map((name, index) => {
    const plain = folderName(name)
    const own = taken.has(plain.toLowerCase()) ? `${plain}-${index}` : plain
    taken.add(own.toLowerCase())
    return own
  })
}

/** The images of a split that are used, by their places in the packed file. */
export const keptImages = ({ count, keep }: PackedPart): readonly number[] =>
  keep ?? Array.from({ length: count }, (_, index) => index)

/** The labels of a split, undefined without labels. */
export async function readLabels({ labels }: PackedPart): Promise<Uint8Array | undefined> {
  return labels === null ? undefined : readFile(labels)
}

/** Says where the images of a split go: split, class, number in the split. */
async function pathsOf(part: PackedPart, classes: readonly string[]): Promise<(place: number) => string> {
  const folders = classFolders(classes)
  const labels = await readLabels(part)
  return (place) => {
    const label = labels?.[place]
    const folder = label === undefined ? [] : [folders[label] ?? String(label)]
    return [part.name, ...folder, `${String(place).padStart(6, '0')}.png`].join('/')
  }
}

/** Where every image goes, in the order of `exportedImages`. */
export async function exportedPaths({ classes, parts }: ExportRequest): Promise<string[]> {
  const all: string[] = []
  for (const part of parts) {
    const pathOf = await pathsOf(part, classes)
    for (const place of keptImages(part)) all.push(pathOf(place))
  }
  return all
}

/** Every image that is exported, in order. */
export async function* exportedImages({ image, classes, parts }: ExportRequest): AsyncGenerator<ExportedImage> {
  const size = image.height * image.width * image.channels
  for (const part of parts) {
    const pathOf = await pathsOf(part, classes)
    for await (const { images, pixels } of readPacked(part.pixels, image, keptImages(part))) {
      for (const [index, place] of images.entries()) {
        const png = await encodePng({ ...image, pixels: pixels.slice(index * size, (index + 1) * size) })
        yield { path: pathOf(place), png }
      }
    }
  }
}
