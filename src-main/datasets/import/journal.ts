import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ImageLedger } from './ledger'
import { FinishedChunk } from './records'

/** A chunk in the journal, with the SHA-256 of all pixels up to its end: it tells whether they reached the disk. */
const ChunkRecord = FinishedChunk.extend({ digest: z.string() })

const Head = z.object({ format: z.literal('gan-studio-import'), version: z.literal(2), plan: z.string() })

/** The digest of what went into a hash so far; the hash goes on. */
const digestSoFar = (hash: Hash): string => hash.copy().digest('hex')

const journalName = 'journal.jsonl'
/** Bytes of pixels after which the disk is asked to write them, so that there is little left to wait for at the end. */
const flushBytes = 2 ** 27
/** Name of the file with the pixels of finished chunks, in the order of the journal. */
export const pixelsName = 'chunks.pixels'

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Bytes that are read of a journal at once. */
const pieceBytes = 2 ** 16

/** The lines of a file that were written whole, without their line breaks. */
async function* wholeLines(file: FileHandle): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, at)
    if (bytesRead === 0) return
    at += bytesRead
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
    let from = 0
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, from)) {
      yield rest.subarray(from, end)
      from = end + 1
    }
    rest = rest.subarray(from)
  }
}

interface JournalFiles {
  readonly pixels: FileHandle
  readonly lines: FileHandle
}

/** What is left of an interrupted import: what became of its images, and how far its files can be trusted. */
interface Kept {
  readonly ledger: ImageLedger
  readonly chunks: Set<number>
  readonly end: number
  readonly linesEnd: number
  readonly hash: Hash
}

/**
 * Reads a journal up to the first line that is not whole, or whose pixels are not those that its digest is of.
 * @returns undefined for a journal of another plan
 */
async function readKept({ pixels, lines }: JournalFiles, plan: string, count: number): Promise<Kept | undefined> {
  const ledger = new ImageLedger(count)
  const chunks = new Set<number>()
  let [end, linesEnd, hash] = [0, 0, createHash('sha256')]
  const { size } = await pixels.stat()
  for await (const line of wholeLines(lines)) {
    if (linesEnd === 0) {
      const head = Head.safeParse(parseLine(line))
      if (!head.success || head.data.plan !== plan) return undefined
    } else {
      const record = ChunkRecord.safeParse(parseLine(line))
      if (!record.success || record.data.images.some(([image]) => image >= count)) break
      const { number, bytes, images, digest } = record.data
      if (end + bytes > size) break
      const buffer = new Uint8Array(bytes)
      await pixels.read(buffer, 0, bytes, end)
      const next = hash.copy().update(buffer)
      if (digestSoFar(next) !== digest) break
      ledger.add(images)
      chunks.add(number)
      end += bytes
      hash = next
    }
    linesEnd += line.length + 1
  }
  return linesEnd === 0 ? undefined : { ledger, chunks, end, linesEnd, hash }
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
  /** What became of the images of finished chunks. */
  readonly ledger: ImageLedger
  readonly #chunks: Set<number>
  readonly #pixels: FileHandle
  readonly #lines: FileHandle
  readonly #hash: Hash
  #end: number
  #linesEnd: number
  #flushedTo: number
  #flush: Promise<void> = Promise.resolve()

  private constructor({ pixels, lines }: JournalFiles, { ledger, chunks, end, linesEnd, hash }: Kept) {
    this.ledger = ledger
    this.#chunks = chunks
    this.#pixels = pixels
    this.#lines = lines
    this.#end = end
    this.#linesEnd = linesEnd
    this.#flushedTo = end
    this.#hash = hash
  }

  /**
   * Opens the journal in a folder; one of another plan, or a damaged one, is begun anew.
   * @param count images of the plan
   */
  static async open(folder: string, plan: string, count: number): Promise<Journal> {
    const handles: FileHandle[] = []
    const opened = async (name: string) => {
      const file = join(folder, name)
      // Made where it is missing; what is there is kept.
      await (await open(file, 'a')).close()
      const handle = await open(file, 'r+')
      handles.push(handle)
      return handle
    }
    try {
      return await Journal.#takeUp({ pixels: await opened(pixelsName), lines: await opened(journalName) }, plan, count)
    } catch (error) {
      for (const handle of handles) await handle.close()
      throw error
    }
  }

  static async #takeUp(files: JournalFiles, plan: string, count: number): Promise<Journal> {
    const kept = await readKept(files, plan, count)
    await files.pixels.truncate(kept?.end ?? 0)
    await files.lines.truncate(kept?.linesEnd ?? 0)
    if (kept !== undefined) return new Journal(files, kept)
    const head = Buffer.from(`${JSON.stringify({ format: 'gan-studio-import', version: 2, plan })}\n`)
    await writeAll(files.lines, head, 0)
    const ledger = new ImageLedger(count)
    return new Journal(files, { ledger, chunks: new Set(), end: 0, linesEnd: head.length, hash: createHash('sha256') })
  }

  /** Numbers of the finished chunks. */
  get chunks(): ReadonlySet<number> {
    return this.#chunks
  }

  /** Adds a finished chunk. One call at a time. */
  async add(chunk: FinishedChunk, pixels: Uint8Array): Promise<void> {
    const writing = writeAll(this.#pixels, pixels, this.#end)
    writing.catch(() => undefined) // awaited below, after what can be done meanwhile
    this.#hash.update(pixels)
    const line = Buffer.from(`${JSON.stringify({ ...chunk, digest: digestSoFar(this.#hash) })}\n`)
    await writing
    await writeAll(this.#lines, line, this.#linesEnd)
    this.#linesEnd += line.length
    this.#end += pixels.length
    this.#chunks.add(chunk.number)
    this.ledger.add(chunk.images)
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
