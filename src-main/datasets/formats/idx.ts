import { ImageShape } from '@shared/architecture/spec'
import { type ByteSource, badFile, type DatasetFormat, type ItemBatch } from './format'
import { ByteReader } from './reader'

/** An IDX header of unsigned bytes: the sizes of its dimensions. */
export interface IdxHeader {
  readonly sizes: readonly number[]
}

/** Most bytes that one file may expand to. */
const limit = 64 * 2 ** 30
/** Bytes of pixels in a batch, about. */
const batchBytes = 2 ** 20

const elementTypes: { readonly [code: number]: string } = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: 'shorts',
  12: 'integers',
  13: 'floats',
  14: 'doubles',
}

/** The magic number's parts: two zero bytes, the element type, the number of dimensions. */
function readMagic(bytes: Uint8Array, name: string): number {
  const [zero, alsoZero, type, rank] = bytes
  if (bytes.length < 4 || zero !== 0 || alsoZero !== 0 || type === undefined || rank === undefined) {
    throw badFile(name, 'is not an IDX file')
  }
  const title = elementTypes[type]
  if (title === undefined) throw badFile(name, `is not an IDX file: it has the unknown element type ${type}`)
  if (type !== 8) throw badFile(name, `holds ${title}; only unsigned bytes can be imported`)
  return rank
}

async function readHeader(reader: ByteReader, name: string, ranks: readonly number[]): Promise<IdxHeader> {
  const rank = readMagic(await reader.take(4), name)
  if (!ranks.includes(rank)) throw badFile(name, `has ${rank} dimensions, not ${ranks.join(' or ')}`)
  const bytes = await reader.take(4 * rank)
  if (bytes.length < 4 * rank) throw badFile(name, 'ends within its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const sizes = Array.from({ length: rank }, (_, index) => view.getUint32(4 * index))
  if (sizes.some((size) => size === 0)) throw badFile(name, 'is empty: a dimension is 0')
  // Doubles are exact to 2⁵³ and grow beyond without wrapping, so the comparison holds for every header.
  if (sizes.reduce((product, size) => product * size, 1) > limit) throw badFile(name, 'is too large for an import')
  return { sizes }
}

function imageShape({ sizes }: IdxHeader, name: string): ImageShape {
  const [, height, width, channels = 1] = sizes
  const shape = ImageShape.safeParse({ height, width, channels })
  if (shape.success) return shape.data
  throw badFile(
    name,
    `holds images of ${sizes.slice(1).join('×')}; at most 1024×1024 with 1 or 3 channels can be imported`,
  )
}

async function withReader<T>(source: ByteSource, action: (reader: ByteReader) => Promise<T>): Promise<T> {
  const reader = new ByteReader(source.read())
  try {
    return await action(reader)
  } finally {
    await reader.close()
  }
}

async function expectEnd(reader: ByteReader, name: string): Promise<void> {
  if (!(await reader.atEnd())) throw badFile(name, 'is longer than its header says')
}

async function takeAll(reader: ByteReader, count: number, name: string): Promise<Uint8Array> {
  const bytes = await reader.take(count)
  if (bytes.length < count) throw badFile(name, 'is shorter than its header says')
  return bytes
}

async function* itemBatches(images: ByteSource, labels: ByteSource | null, count: number, itemBytes: number) {
  const imageReader = new ByteReader(images.read())
  const labelReader = labels === null ? null : new ByteReader(labels.read())
  try {
    await readHeader(imageReader, images.name, [3, 4])
    if (labels && labelReader) await readHeader(labelReader, labels.name, [1])
    const perBatch = Math.max(1, Math.floor(batchBytes / itemBytes))
    for (let start = 0; start < count; start += perBatch) {
      const size = Math.min(perBatch, count - start)
      const batch: ItemBatch = {
        count: size,
        pixels: await takeAll(imageReader, size * itemBytes, images.name),
        labels: labels && labelReader ? await takeAll(labelReader, size, labels.name) : null,
      }
      yield batch
    }
    await expectEnd(imageReader, images.name)
    if (labels && labelReader) await expectEnd(labelReader, labels.name)
  } finally {
    await imageReader.close()
    await labelReader?.close()
  }
}

/**
 * IDX, the format of MNIST (as its authors describe it at yann.lecun.com/exdb/mnist): magic number, big-endian
 * dimension sizes, elements in C order. Images are N×H×W or N×H×W×C unsigned bytes; labels are a second file of N bytes.
 */
export const idx: DatasetFormat = {
  id: 'idx',
  title: 'IDX (MNIST)',
  headBytes: 4,
  match: ([zero, alsoZero, type, rank]) => zero === 0 && alsoZero === 0 && type === 8 && (rank === 3 || rank === 4),
  async open({ images, labels }) {
    const header = await withReader(images, (reader) => readHeader(reader, images.name, [3, 4]))
    const image = imageShape(header, images.name)
    const count = header.sizes[0] ?? 0
    if (labels) {
      const { sizes } = await withReader(labels, (reader) => readHeader(reader, labels.name, [1]))
      if (sizes[0] !== count) throw badFile(labels.name, `has ${sizes[0]} labels for ${count} images`)
    }
    const itemBytes = image.height * image.width * image.channels
    return { image, count, labelled: labels !== null, items: () => itemBatches(images, labels, count, itemBytes) }
  },
}
