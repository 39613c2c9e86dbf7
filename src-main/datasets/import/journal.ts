import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SkipReason } from '@shared/datasets/import'
import { z } from 'zod'

/** A used image: its number in the plan, height and width before, digests of its source and of its packed pixels. */
const UsedImage = z.tuple([z.int(), z.int(), z.int(), z.string(), z.string()])
/** An image that cannot be used: its number, why, and what exactly is wrong. */
const UnusedImage = z.tuple([z.int(), SkipReason, z.string()])
export const ImageRecord = z.union([UsedImage, UnusedImage])
export type ImageRecord = z.infer<typeof ImageRecord>

/** Whether an image can be used. */
export const isUsed = (record: ImageRecord): record is z.infer<typeof UsedImage> => record.length === 5

/** A finished chunk: how many bytes of pixels it has, their digest, and what became of each image. */
export const ChunkRecord = z.object({
  number: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  digest: z.string(),
  images: z.array(ImageRecord),
})
export type ChunkRecord = z.infer<typeof ChunkRecord>

const Head = z.object({ format: z.literal('gan-studio-import'), version: z.literal(1), plan: z.string() })

/** Tells whether the pixels of a chunk reached the disk; SHA-1, for its speed: nobody forges what is here for minutes. */
export const chunkDigest = (pixels: Uint8Array): string => createHash('sha1').update(pixels).digest('hex')

const journalName = 'journal.jsonl'
/** Name of the file with the pixels of finished chunks, in the order of the journal. */
export const pixelsName = 'chunks.pixels'

/** Lines of a journal up to the first that did not get written whole. */
function parseJournal(text: string, plan: string): { records: ChunkRecord[]; bytes: number } | undefined {
  const lines = text.split('\n')
  const head = Head.safeParse(parseLine(lines[0]))
  if (!head.success || head.data.plan !== plan || lines.length < 2) return undefined
  const records: ChunkRecord[] = []
  let bytes = Buffer.byteLength(lines[0] ?? '') + 1
  // What follows the last line break is a line that was being written.
  for (const line of lines.slice(1, -1)) {
    const record = ChunkRecord.safeParse(parseLine(line))
    if (!record.success) break
    records.push(record.data)
    bytes += Buffer.byteLength(line) + 1
  }
  return { records, bytes }
}

function parseLine(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '')
  } catch {
    return undefined
  }
}

/** How many of the records have their pixels, checked by their digests; these pixels go into `hash`. */
async function intactRecords(pixels: FileHandle, records: readonly ChunkRecord[], hash: Hash): Promise<number> {
  let at = 0
  for (const [index, { bytes, digest }] of records.entries()) {
    const buffer = new Uint8Array(bytes)
    const { bytesRead } = await pixels.read(buffer, 0, bytes, at)
    if (bytesRead !== bytes || chunkDigest(buffer) !== digest) return index
    hash.update(buffer)
    at += bytes
  }
  return records.length
}

/**
 * What an import has done so far: the pixels of finished chunks in one file, and a line for each in a journal, which is
 * written after its pixels. A process that is killed at any point leaves whole chunks; the rest is cut off.
 */
export class Journal {
  /** Finished chunks in the order of their pixels. */
  readonly records: ChunkRecord[]
  readonly #pixels: FileHandle
  readonly #lines: FileHandle
  readonly #hash: Hash
  #end: number

  private constructor(pixels: FileHandle, lines: FileHandle, records: ChunkRecord[], end: number, hash: Hash) {
    this.#pixels = pixels
    this.#lines = lines
    this.records = records
    this.#end = end
    this.#hash = hash
  }

  /** Opens the journal in a folder; one of another plan, or a damaged one, is begun anew. */
  static async open(folder: string, plan: string): Promise<Journal> {
    const file = join(folder, journalName)
    const text = await readFile(file, 'utf8').catch(() => '')
    const parsed = parseJournal(text, plan)
    const pixels = await open(join(folder, pixelsName), parsed === undefined ? 'w+' : 'a+')
    await pixels.close()
    const data = await open(join(folder, pixelsName), 'r+')
    const lines = await open(file, parsed === undefined ? 'w+' : 'r+')
    if (parsed === undefined) {
      await lines.writeFile(`${JSON.stringify({ format: 'gan-studio-import', version: 1, plan })}\n`)
      return new Journal(data, lines, [], 0, createHash('sha256'))
    }
    const hash = createHash('sha256')
    const kept = parsed.records.slice(0, await intactRecords(data, parsed.records, hash))
    const end = kept.reduce((sum, { bytes }) => sum + bytes, 0)
    await data.truncate(end)
    const head = text.slice(0, text.indexOf('\n') + 1)
    const written = head + kept.map((record) => `${JSON.stringify(record)}\n`).join('')
    await lines.truncate(0)
    await lines.writeFile(written)
    return new Journal(data, lines, kept, end, hash)
  }

  /** Adds a finished chunk. One call at a time. */
  async add(record: ChunkRecord, pixels: Uint8Array): Promise<void> {
    for (let at = 0; at < pixels.length; ) {
      at += (await this.#pixels.write(pixels, at, pixels.length - at, this.#end + at)).bytesWritten
    }
    await this.#lines.appendFile(`${JSON.stringify(record)}\n`)
    this.#hash.update(pixels)
    this.#end += pixels.length
    this.records.push(record)
  }

  /** Size and SHA-256 of all pixels so far. */
  get written(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.#end, sha256: this.#hash.copy().digest('hex') }
  }

  /** Fills `out` with pixels from `position` on. */
  async read(out: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < out.length; ) {
      const { bytesRead } = await this.#pixels.read(out, at, out.length - at, position + at)
      if (bytesRead === 0) throw new Error(`${pixelsName} ended while it was read`)
      at += bytesRead
    }
  }

  async close(): Promise<void> {
    await this.#pixels.close()
    await this.#lines.close()
  }
}
