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

/** A finished chunk: how many bytes of pixels it has, and what became of each image. */
const FinishedChunk = z.object({
  number: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  images: z.array(ImageRecord),
})
export type FinishedChunk = z.infer<typeof FinishedChunk>

/** A chunk in the journal, with the SHA-256 of all pixels up to its end: it tells whether they reached the disk. */
const ChunkRecord = FinishedChunk.extend({ digest: z.string() })
type ChunkRecord = z.infer<typeof ChunkRecord>

const Head = z.object({ format: z.literal('gan-studio-import'), version: z.literal(2), plan: z.string() })

/** The digest of what went into a hash so far; the hash goes on. */
const digestSoFar = (hash: Hash): string => hash.copy().digest('hex')

const journalName = 'journal.jsonl'
/** Bytes of pixels after which the disk is asked to write them, so that there is little left to wait for at the end. */
const flushBytes = 2 ** 27
/** Name of the file with the pixels of finished chunks, in the order of the journal. */
export const pixelsName = 'chunks.pixels'

/** Lines of a journal up to the first that did not get written whole. */
interface ParsedJournal {
  readonly records: readonly ChunkRecord[]
  /** Bytes up to the end of the head, then of each record. */
  readonly ends: readonly number[]
}

function parseJournal(text: string, plan: string): ParsedJournal | undefined {
  // What follows the last line break is a line that was being written.
  const [first, ...lines] = text.split('\n').slice(0, -1)
  const head = Head.safeParse(parseLine(first))
  if (!head.success || head.data.plan !== plan) return undefined
  const records: ChunkRecord[] = []
  let end = Buffer.byteLength(first ?? '') + 1
  const ends = [end]
  for (const line of lines) {
    const record = ChunkRecord.safeParse(parseLine(line))
    if (!record.success) break
    records.push(record.data)
    end += Buffer.byteLength(line) + 1
    ends.push(end)
  }
  return { records, ends }
}

function parseLine(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '')
  } catch {
    return undefined
  }
}

/** How many of the records have their pixels, checked by their digests, and the hash of these pixels. */
async function intactRecords(
  pixels: FileHandle,
  records: readonly ChunkRecord[],
): Promise<{ count: number; hash: Hash }> {
  let hash = createHash('sha256')
  let at = 0
  for (const [count, { bytes, digest }] of records.entries()) {
    const buffer = new Uint8Array(bytes)
    const { bytesRead } = await pixels.read(buffer, 0, bytes, at)
    const next = hash.copy().update(buffer)
    if (bytesRead !== bytes || digestSoFar(next) !== digest) return { count, hash }
    hash = next
    at += bytes
  }
  return { count: records.length, hash }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten
  }
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
  #linesEnd: number
  #flushedTo: number
  #flush: Promise<void> = Promise.resolve()

  private constructor(
    files: { readonly pixels: FileHandle; readonly lines: FileHandle },
    done: { readonly records: ChunkRecord[]; readonly end: number; readonly linesEnd: number; readonly hash: Hash },
  ) {
    this.#pixels = files.pixels
    this.#lines = files.lines
    this.records = done.records
    this.#end = done.end
    this.#linesEnd = done.linesEnd
    this.#flushedTo = done.end
    this.#hash = done.hash
  }

  /** Opens the journal in a folder; one of another plan, or a damaged one, is begun anew. */
  static async open(folder: string, plan: string): Promise<Journal> {
    const names = { pixels: join(folder, pixelsName), lines: join(folder, journalName) }
    const parsed = parseJournal(await readFile(names.lines, 'utf8').catch(() => ''), plan)
    if (parsed === undefined) {
      const files = { pixels: await open(names.pixels, 'w+'), lines: await open(names.lines, 'w+') }
      const head = Buffer.from(`${JSON.stringify({ format: 'gan-studio-import', version: 2, plan })}\n`)
      await writeAll(files.lines, head, 0)
      return new Journal(files, { records: [], end: 0, linesEnd: head.length, hash: createHash('sha256') })
    }
    // Made where it is missing; what is there is kept.
    await (await open(names.pixels, 'a')).close()
    const files = { pixels: await open(names.pixels, 'r+'), lines: await open(names.lines, 'r+') }
    const { count, hash } = await intactRecords(files.pixels, parsed.records)
    const records = parsed.records.slice(0, count)
    const end = records.reduce((sum, { bytes }) => sum + bytes, 0)
    const linesEnd = parsed.ends[count] ?? 0
    await files.pixels.truncate(end)
    await files.lines.truncate(linesEnd)
    return new Journal(files, { records, end, linesEnd, hash })
  }

  /** Adds a finished chunk. One call at a time. */
  async add(chunk: FinishedChunk, pixels: Uint8Array): Promise<void> {
    const writing = writeAll(this.#pixels, pixels, this.#end)
    writing.catch(() => undefined) // awaited below, after what can be done meanwhile
    this.#hash.update(pixels)
    const record = { ...chunk, digest: digestSoFar(this.#hash) }
    const line = Buffer.from(`${JSON.stringify(record)}\n`)
    await writing
    await writeAll(this.#lines, line, this.#linesEnd)
    this.#linesEnd += line.length
    this.#end += pixels.length
    this.records.push(record)
    if (this.#end - this.#flushedTo >= flushBytes) {
      this.#flushedTo = this.#end
      await this.#flush
      this.#flush = this.#pixels.datasync()
      this.#flush.catch(() => undefined) // its failure is that of the next flush, or of `written`
    }
  }

  /** Size and SHA-256 of all pixels so far. Rejects where the disk refused some of them. */
  async written(): Promise<{ readonly bytes: number; readonly sha256: string }> {
    await this.#flush
    return { bytes: this.#end, sha256: digestSoFar(this.#hash) }
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
    await this.#flush.catch(() => undefined)
    await this.#pixels.close()
    await this.#lines.close()
  }
}
