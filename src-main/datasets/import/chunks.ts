import type { RasterBatch } from '../formats/set'
import type { EntryPlace } from '../trees/tree'
import type { Plan } from './plan'

/** Most bytes of a chunk's packed images, and most files in one. */
const [chunkBytes, chunkFiles] = [2 ** 22, 128]

/** How many images of a packed size make a chunk: what is under way at once stays small, however large they are. */
const imagesPerChunk = (imageBytes: number, most: number): number =>
  Math.max(1, Math.min(most, Math.floor(chunkBytes / imageBytes)))

/** Images that are worked on together: the unit of work, of progress, and of what an interrupted import keeps. */
export interface Chunk {
  /** Counted from 0 in the order of reading. */
  readonly number: number
  /** The plan's numbers of its images. */
  readonly images: readonly number[]
  readonly content:
    | { readonly type: 'places'; readonly places: readonly EntryPlace[] }
    | { readonly type: 'files'; readonly files: readonly Uint8Array[] }
    | {
        readonly type: 'rasters'
        readonly height: number
        readonly width: number
        readonly channels: 1 | 3
        /** uint8 NHWC. */
        readonly pixels: Uint8Array
        /** Images of the chunk, counted from 0, that cannot be used, and why. */
        readonly unusable: ReadonlyMap<number, string>
      }
}

/** Bytes of a file, but of one that is larger than any image only the beginning: its header says why it is not read. */
async function collect(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    if (bytes <= most) parts.push(chunk)
    bytes += chunk.length
  }
  // A copy of its own: it is given away to a worker.
  return Uint8Array.from(Buffer.concat(parts))
}

async function* fileChunks(
  { tree, set, leftOut }: Plan,
  done: ReadonlySet<number>,
  imageBytes: number,
): AsyncGenerator<Chunk> {
  if (set.content.type !== 'files') return
  const perChunk = imagesPerChunk(imageBytes, chunkFiles)
  const { entries } = set.content
  const wanted = [...entries.keys()].filter((image) => !leftOut.has(image))
  const entriesOf = (images: readonly number[]) => images.flatMap((image) => entries[image] ?? [])
  if (entries[0] === undefined || tree.place(entries[0]) === undefined) {
    const numbers = new Map(entries.map((entry, image) => [entry.path, image]))
    yield* streamedChunks(tree.stream(entriesOf(wanted)), numbers, done, perChunk)
    return
  }
  for (let number = 0; number * perChunk < wanted.length; number++) {
    if (done.has(number)) continue
    const images = wanted.slice(number * perChunk, (number + 1) * perChunk)
    const places = entriesOf(images).flatMap((entry) => tree.place(entry) ?? [])
    yield { number, images, content: { type: 'places', places } }
  }
}

async function* streamedChunks(
  stream: ReturnType<Plan['tree']['stream']>,
  numbers: ReadonlyMap<string, number>,
  done: ReadonlySet<number>,
  perChunk: number,
): AsyncGenerator<Chunk> {
  let number = 0
  let place = 0
  let files: Uint8Array[] = []
  let images: number[] = []
  for await (const { entry, chunks } of stream) {
    if (!done.has(number)) {
      images.push(numbers.get(entry.path) ?? 0)
      files.push(await collect(chunks, 2 ** 28))
    }
    place++
    if (place < perChunk) continue
    if (images.length > 0) yield { number, images, content: { type: 'files', files } }
    number++
    place = 0
    files = []
    images = []
  }
  if (images.length > 0) yield { number, images, content: { type: 'files', files } }
}

/** Some images of a batch, by their places in it, as a chunk's content. */
function rasters({ height, width, channels, pixels, unusable }: RasterBatch, places: readonly number[]) {
  const size = height * width * channels
  const chosen = new Uint8Array(places.length * size)
  const bad = new Map<number, string>()
  for (const [to, from] of places.entries()) {
    chosen.set(pixels.subarray(from * size, (from + 1) * size), to * size)
    const problem = unusable?.get(from)
    if (problem !== undefined) bad.set(to, problem)
  }
  return { type: 'rasters', height, width, channels, pixels: chosen, unusable: bad } as const
}

async function* arrayChunks(
  { set, leftOut }: Plan,
  done: ReadonlySet<number>,
  imageBytes: number,
): AsyncGenerator<Chunk> {
  if (set.content.type !== 'arrays') return
  let number = 0
  let first = 0
  for (const part of set.content.parts) {
    for await (const batch of part.batches()) {
      const start = first
      const kept = Array.from({ length: batch.count }, (_, place) => place).filter(
        (place) => !leftOut.has(start + place),
      )
      const perChunk = imagesPerChunk(imageBytes, batch.count)
      for (let from = 0; from < kept.length; from += perChunk, number++) {
        if (done.has(number)) continue
        const places = kept.slice(from, from + perChunk)
        yield { number, images: places.map((place) => start + place), content: rasters(batch, places) }
      }
      first += batch.count
    }
  }
}

/**
 * The images of a plan in chunks, but for those that are `done`. Chunks are the same whenever plan and size are.
 * @param imageBytes of a packed image
 */
export const readChunks = (plan: Plan, done: ReadonlySet<number>, imageBytes: number): AsyncGenerator<Chunk> =>
  plan.set.content.type === 'files' ? fileChunks(plan, done, imageBytes) : arrayChunks(plan, done, imageBytes)
