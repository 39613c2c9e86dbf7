import { ImageShape } from '@shared/architecture/spec'
import { limits } from '../limits'
import { entrySource, type Tree } from '../trees/tree'
import { type ByteSource, badFile } from './format'
import { isNpy, type NpyHeader, readNpyHeader } from './npy-header'
import { elements, type Range, type ToByte, toByte } from './npy-values'
import { ByteReader } from './reader'
import { type ArrayPart, type EntryHead, numberedClasses, type RasterBatch, type SetFormat, splitInName } from './set'

/** Bytes that are worked on at once. */
const pieceBytes = 2 ** 20
/** Largest array in Fortran's order, which has to be in memory whole. */
const maxTransposed = 2 ** 30

/** How the images lie in an array. */
interface Layout extends ImageShape {
  readonly count: number
  readonly planes: boolean
}

function layoutOf({ shape }: NpyHeader, name: string): Layout | undefined {
  const [count, a, b, c] = shape
  if (count === undefined || a === undefined || b === undefined || shape.length > 4) return undefined
  const isChannels = (side: number | undefined): side is 1 | 3 => side === 1 || side === 3
  const sides = c === undefined ? { height: a, width: b, channels: 1 } : undefined
  const last = c !== undefined && isChannels(c) ? { height: a, width: b, channels: c } : undefined
  const first = c !== undefined && isChannels(a) ? { height: b, width: c, channels: a } : undefined
  const image = ImageShape.safeParse(sides ?? last ?? first)
  if (!image.success || count < 1) {
    throw badFile(name, `has the shape ${shape.join('×')}; images are N×H×W, N×H×W×C or N×C×H×W with 1 or 3 channels`)
  }
  const layout = { ...image.data, count, planes: sides === undefined && last === undefined }
  if (count * layout.height * layout.width * layout.channels > limits.arrayBytes) {
    throw badFile(name, 'is too large for an import')
  }
  return layout
}

const product = (sides: readonly number[]): number => sides.reduce((result, side) => result * side, 1)

/** The bytes of an array in C order, in pieces of whole items. */
async function* pieces(source: ByteSource, header: NpyHeader, itemBytes: number): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source.read())
  try {
    await reader.take(header.offset)
    const total = product(header.shape) * header.size
    const short = () => badFile(source.name, 'is shorter than its header says')
    if (header.fortran && header.shape.length > 1) {
      if (total > maxTransposed) throw badFile(source.name, 'is in Fortran order and too large to be turned around')
      const bytes = await reader.take(total)
      if (bytes.length < total) throw short()
      yield inCOrder(bytes, header)
    } else {
      const step = Math.max(1, Math.floor(pieceBytes / itemBytes)) * itemBytes
      for (let at = 0; at < total; at += step) {
        const wanted = Math.min(step, total - at)
        const bytes = await reader.take(wanted)
        if (bytes.length < wanted) throw short()
        yield bytes
      }
    }
    if (!(await reader.atEnd())) throw badFile(source.name, 'is longer than its header says')
  } finally {
    await reader.close()
  }
}

/** Turns an array whose first index runs fastest into one whose last does. */
function inCOrder(bytes: Uint8Array, { shape, size }: NpyHeader): Uint8Array {
  const out = new Uint8Array(bytes.length)
  const strides = shape.map((_, axis) => product(shape.slice(0, axis)) * size)
  const index = shape.map(() => 0)
  for (let to = 0; to < out.length; to += size) {
    const from = index.reduce((sum, value, axis) => sum + value * (strides[axis] ?? 0), 0)
    for (let byte = 0; byte < size; byte++) out[to + byte] = bytes[from + byte] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      index[axis] = next === shape[axis] ? 0 : next
      if (index[axis] !== 0) break
    }
  }
  return out
}

async function rangeOf(source: ByteSource, header: NpyHeader): Promise<Range> {
  if (header.kind === 'b' || (header.kind === 'u' && header.size === 1)) return { least: 0, most: 255 }
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for await (const piece of pieces(source, header, header.size)) {
    for (const value of elements(piece, header)) {
      if (!Number.isFinite(value)) continue
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
  }
  return least > most ? { least: 0, most: 0 } : { least, most }
}

async function* batches(
  source: ByteSource,
  header: NpyHeader,
  layout: Layout,
  convert: ToByte,
): AsyncGenerator<RasterBatch> {
  const { height, width, channels, planes } = layout
  const plane = height * width
  const values = plane * channels
  for await (const piece of pieces(source, header, values * header.size)) {
    const numbers = elements(piece, header)
    const count = numbers.length / values
    const pixels = new Uint8ClampedArray(numbers.length)
    const unusable = new Map<number, string>()
    for (let image = 0; image < count; image++) {
      for (let i = 0; i < values; i++) {
        const value = numbers[image * values + i] ?? 0
        if (!Number.isFinite(value)) unusable.set(image, 'it has values that are no numbers')
        const place = planes ? (i % plane) * channels + Math.floor(i / plane) : i
        pixels[image * values + place] = convert(value)
      }
    }
    yield { count, height, width, channels, pixels: new Uint8Array(pixels.buffer), unusable }
  }
}

/** An array of a tree with its header. */
interface Found extends EntryHead {
  readonly source: ByteSource
  readonly header: NpyHeader
}

async function readHeader(tree: Tree, head: EntryHead): Promise<Found> {
  const source = entrySource(tree, head.entry)
  const reader = new ByteReader(source.read())
  try {
    return { ...head, source, header: await readNpyHeader(reader, source.name) }
  } finally {
    await reader.close()
  }
}

async function readLabels({ source, header }: Found): Promise<number[]> {
  const labels: number[] = []
  for await (const piece of pieces(source, header, header.size)) labels.push(...elements(piece, header))
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label > 255)
  if (wrong !== undefined) throw badFile(source.name, `has the label ${wrong}; labels are whole numbers from 0 to 255`)
  return labels
}

const isLabels = ({ header }: Found): boolean =>
  header.kind !== 'f' && (header.shape.length === 1 || (header.shape.length === 2 && header.shape[1] === 1))

function labelsFor(images: Found, layout: Layout, candidates: readonly Found[]): Found | undefined {
  const fitting = candidates.filter(({ header }) => header.shape[0] === layout.count)
  return fitting.find(({ entry }) => splitInName(entry.path) === splitInName(images.entry.path)) ?? fitting[0]
}

/** NumPy arrays: .npy files, and .npz archives, which are zips of these. */
export const npy: SetFormat = {
  id: 'npy',
  title: 'NumPy',
  match: ({ head }) => isNpy(head),
  async open(tree, heads) {
    const found: Found[] = []
    for (const head of heads.filter(npy.match)) found.push(await readHeader(tree, head))
    const labelFiles = found.filter(isLabels)
    const parts: ArrayPart[] = []
    for (const images of found) {
      const layout = isLabels(images) ? undefined : layoutOf(images.header, images.source.name)
      if (layout === undefined) continue
      const { source, header, entry } = images
      const convert = toByte(header, await rangeOf(source, header), source.name)
      const labels = labelsFor(images, layout, labelFiles)
      const { count, height, width, channels } = layout
      parts.push({
        entry,
        split: splitInName(entry.path),
        count,
        height,
        width,
        channels,
        labels: labels === undefined ? null : await readLabels(labels),
        batches: () => batches(source, header, layout, convert),
      })
    }
    if (parts.length === 0) throw badFile(tree.name, 'holds no array of images')
    const labelled = parts.every(({ labels }) => labels !== null)
    return {
      format: npy,
      content: {
        type: 'arrays',
        parts: labelled ? parts : parts.map((part) => ({ ...part, labels: null })),
        classes: labelled ? numberedClasses(parts.flatMap(({ labels }) => (labels === null ? [] : [labels]))) : [],
      },
      skipped: heads
        .filter((head) => !npy.match(head))
        .map(({ entry }) => ({ path: entry.path, reason: 'not-an-image', details: 'not in this format' })),
    }
  },
}
