import { statfs } from 'node:fs/promises'
import { StudioError } from '@shared/contract/errors'
import type { z } from 'zod'
import type { Disk } from '../../datasets/disk'
import { badFile } from '../../datasets/formats/format'
import { cancelledError } from '../../datasets/pack'
import type { DatasetsService } from '../../datasets/service'
import type { Tree, TreeEntry } from '../../datasets/trees/tree'
import { openZip } from '../../datasets/trees/zip'
import type { OpenHome } from '../../home/open'
import { migrations } from '../../store/migrations'
import { datasetFile, names, ProjectHead, runFile } from './format'

/** Most bytes of a document that is read whole, and of a line. */
export const documentBytes = 2 ** 24
const lineBytes = 2 ** 27
/** How a project is read. */
export interface ReadTools {
  readonly home: OpenHome
  readonly datasets: DatasetsService
  readonly disk: Disk
  readonly signal: AbortSignal | undefined
  /** Bytes so far, and how many there are. */
  readonly onProgress: (done: number, total: number) => void
}

/** An archive, read entry by entry; what is read counts as progress. */
export class Archive {
  #done = 0

  constructor(
    readonly tree: Tree,
    private readonly total: number,
    private readonly tools: ReadTools,
  ) {}

  entry(path: string): TreeEntry {
    const entry = this.tree.entries.find((one) => one.path === path)
    if (entry === undefined) throw badFile(this.tree.name, `is no project file: there is no ${path} in it`)
    return entry
  }

  /** The bytes of an entry in pieces. @throws StudioError `INVALID_INPUT`, `CANCELLED` */
  async *pieces(entry: TreeEntry): AsyncGenerator<Uint8Array> {
    for await (const { chunks } of this.tree.stream([entry])) {
      for await (const chunk of chunks) {
        if (this.tools.signal?.aborted) throw cancelledError('Opening the project')
        this.#done += chunk.length
        this.tools.onProgress(this.#done, this.total)
        yield chunk
      }
    }
  }

  /** A small document. */
  async document<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
    const entry = this.entry(path)
    if (entry.bytes > documentBytes) throw badFile(this.tree.name, `${path} is too large`)
    const parts: Uint8Array[] = []
    for await (const piece of this.pieces(entry)) parts.push(piece)
    try {
      return schema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')))
    } catch {
      throw badFile(this.tree.name, `${path} cannot be read`)
    }
  }

  /** Lines of a text. */
  async *lines(path: string): AsyncGenerator<string> {
    let rest = Buffer.alloc(0)
    for await (const piece of this.pieces(this.entry(path))) {
      let from = 0
      for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
        yield Buffer.concat([rest, piece.subarray(from, end)]).toString('utf8')
        rest = Buffer.alloc(0)
        from = end + 1
      }
      rest = Buffer.concat([rest, piece.subarray(from)])
      if (rest.length > lineBytes) throw badFile(this.tree.name, `${path} has a line that is too long`)
    }
    if (rest.length > 0) throw badFile(this.tree.name, `${path} ends too early`)
  }
}

/**
 * Opens a project file.
 * @throws StudioError `INVALID_INPUT` where something in it has no place in one, `WRONG_STATE` for one of a newer studio, `DISK_FULL`
 */
export async function openArchive(file: string, tools: ReadTools): Promise<{ archive: Archive; head: ProjectHead }> {
  const tree = await openZip(file, 0, tools.signal)
  const [skipped] = tree.skipped
  const stranger = tree.entries.find(
    ({ path }) =>
      path !== names.head && path !== names.records && runFile(path) === undefined && datasetFile(path) === undefined,
  )
  const wrong = skipped?.path ?? stranger?.path
  if (wrong !== undefined) throw badFile(tree.name, `is no project file: ${wrong} has no place in one`)
  const total = tree.entries.reduce((sum, { bytes }) => sum + bytes, 0)
  const disk = await statfs(tools.home.paths.root)
  if (total > disk.bavail * disk.bsize) {
    throw new StudioError('DISK_FULL', `${tree.name} holds more than the disk of the studio home has room for`, {
      safe: 'Nothing has been written.',
      next: 'Free some space, then open it again.',
    })
  }
  const archive = new Archive(tree, total, tools)
  const head = await archive.document(names.head, ProjectHead)
  if (head.schema > migrations.length) {
    throw new StudioError('WRONG_STATE', `${tree.name} was written by a newer studio (${head.studio})`, {
      safe: 'Nothing has been written.',
      next: 'Update this studio, then open it again.',
    })
  }
  return { archive, head }
}
