import { closeSync, openSync, readSync } from 'node:fs'
import { maxFileBytes, readHeader } from '../images/header'
import type { ImageHeader } from '../images/headers/image-header'
import { sniffImage } from '../images/sniff'
import { Unusable } from '../images/unusable'
import type { Tree, TreeEntry } from '../trees/tree'
import type { Plan } from './plan'

/** Most files whose header is looked at. */
const examinedFiles = 2000
/** Bytes of a file in which its header is looked for. */
const headerBytes = 2 ** 17

/** What was learned of an image without decoding it. Sizes are those of the upright image. */
export interface Examined {
  readonly kind: string
  readonly height: number
  readonly width: number
  readonly colour: 'grey' | 'colour'
  readonly transparent: boolean
}

/** `count` of the numbers below `total`, evenly spread. */
export const spread = (total: number, count: number): number[] =>
  Array.from({ length: Math.min(total, count) }, (_, index) => Math.floor((index * total) / Math.min(total, count)))

async function beginning(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes >= most) break
  }
  return Buffer.concat(parts)
}

/** The beginning of a file into `room`, read without a thread between: thousands of small files are asked for. */
function beginningOf(file: string, room: Uint8Array): Uint8Array {
  const handle = openSync(file, 'r')
  try {
    return room.subarray(0, readSync(handle, room, 0, room.length, 0))
  } finally {
    closeSync(handle)
  }
}

/** How entries of a tree begin; each until the next is asked for. One that cannot be read has no bytes. */
async function* beginnings(tree: Tree, entries: readonly TreeEntry[], most: number): AsyncGenerator<Uint8Array> {
  const none = new Uint8Array(0)
  const [first] = entries
  if (first === undefined || tree.place(first)?.type !== 'file') {
    for await (const { chunks } of tree.stream(entries)) yield await beginning(chunks, most).catch(() => none)
    return
  }
  const room = new Uint8Array(most)
  for (const entry of entries) {
    const place = tree.place(entry)
    try {
      yield place?.type === 'file' ? beginningOf(place.file, room) : none
    } catch {
      yield none
    }
  }
}

function describe(kind: string, { height, width, orientation, colour, transparent }: ImageHeader): Examined {
  const [high, wide] = orientation >= 5 ? [width, height] : [height, width]
  return {
    kind,
    height: high,
    width: wide,
    colour: colour === 'grey' ? 'grey' : 'colour',
    transparent: transparent ?? false,
  }
}

function examineFile(head: Uint8Array): Examined | undefined {
  try {
    const kind = sniffImage(head)
    return kind === undefined ? undefined : describe(kind, readHeader(kind, head))
  } catch (error) {
    if (error instanceof Unusable) return undefined
    throw error
  }
}

/** Looks at the headers of images of a plan, of many only at some, evenly spread; those without one are left out. */
export async function examine({ tree, set }: Plan, signal?: AbortSignal): Promise<Examined[]> {
  if (set.content.type === 'arrays') {
    return set.content.parts.flatMap(({ count, height, width, channels }) =>
      Array.from({ length: Math.min(count, examinedFiles) }, () => ({
        kind: set.format.title,
        height,
        width,
        colour: channels === 1 ? ('grey' as const) : ('colour' as const),
        transparent: false,
      })),
    )
  }
  const { entries } = set.content
  const chosen = spread(entries.length, examinedFiles).flatMap((index) => entries[index] ?? [])
  const found: Examined[] = []
  for await (const head of beginnings(tree, chosen, headerBytes)) {
    signal?.throwIfAborted()
    const header = examineFile(head)
    if (header !== undefined) found.push(header)
  }
  return found
}

/** Reads whole files of a tree. */
export async function readFiles(tree: Tree, entries: readonly TreeEntry[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for await (const { entry, chunks } of tree.stream(entries)) {
    try {
      files.set(entry.path, await beginning(chunks, maxFileBytes))
    } catch {
      files.set(entry.path, new Uint8Array(0))
    }
  }
  return files
}
