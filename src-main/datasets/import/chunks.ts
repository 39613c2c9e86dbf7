import type { EntryPlace } from '../trees/tree'
import type { Plan } from './plan'

/** Files in a chunk. */
const filesPerChunk = 128

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

async function* fileChunks({ tree, set, leftOut }: Plan, done: ReadonlySet<number>): AsyncGenerator<Chunk> {
  if (set.content.type !== 'files') return
  const { entries } = set.content
  const numbers = new Map(entries.map((entry, image) => [entry.path, image]))
  const wanted = entries.filter((_, image) => !leftOut.has(image))
  const groups = Array.from({ length: Math.ceil(wanted.length / filesPerChunk) }, (_, group) =>
    wanted.slice(group * filesPerChunk, (group + 1) * filesPerChunk),
  )
  const imagesOf = (group: readonly { path: string }[]) => group.map(({ path }) => numbers.get(path) ?? 0)
  const places = entries[0] && tree.place(entries[0])
  if (places !== undefined) {
    for (const [number, group] of groups.entries()) {
      if (done.has(number)) continue
      const content = { type: 'places', places: group.flatMap((entry) => tree.place(entry) ?? []) } as const
      yield { number, images: imagesOf(group), content }
    }
    return
  }
  yield* streamedChunks(tree.stream(wanted), numbers, done)
}

async function* streamedChunks(
  stream: ReturnType<Plan['tree']['stream']>,
  numbers: ReadonlyMap<string, number>,
  done: ReadonlySet<number>,
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
    if (place < filesPerChunk) continue
    if (images.length > 0) yield { number, images, content: { type: 'files', files } }
    number++
    place = 0
    files = []
    images = []
  }
  if (images.length > 0) yield { number, images, content: { type: 'files', files } }
}

async function* arrayChunks({ set, leftOut }: Plan, done: ReadonlySet<number>): AsyncGenerator<Chunk> {
  if (set.content.type !== 'arrays') return
  let number = 0
  let first = 0
  for (const part of set.content.parts) {
    for await (const { count, height, width, channels, pixels, unusable } of part.batches()) {
      const images: number[] = []
      const kept: number[] = []
      for (let i = 0; i < count; i++) {
        if (leftOut.has(first + i)) continue
        images.push(first + i)
        kept.push(i)
      }
      first += count
      const size = height * width * channels
      const chosen = new Uint8Array(kept.length * size)
      const bad = new Map<number, string>()
      for (const [to, from] of kept.entries()) {
        chosen.set(pixels.subarray(from * size, (from + 1) * size), to * size)
        const problem = unusable?.get(from)
        if (problem !== undefined) bad.set(to, problem)
      }
      const content = { type: 'rasters', height, width, channels, pixels: chosen, unusable: bad } as const
      if (!done.has(number) && images.length > 0) yield { number, images, content }
      number++
    }
  }
}

/** The images of a plan in chunks, but for those that are `done`. Chunks are the same whenever the plan is. */
export const readChunks = (plan: Plan, done: ReadonlySet<number>): AsyncGenerator<Chunk> =>
  plan.set.content.type === 'files' ? fileChunks(plan, done) : arrayChunks(plan, done)
