import { type Dirent, statSync } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Skipped, SkipReason } from '@shared/datasets/import'
import { badFile } from '../formats/format'
import { limits } from '../limits'
import { explained } from './gzip'
import { isHidden, printable } from './path'
import { byPath, type Tree, type TreeEntry } from './tree'

/** Bytes of the first piece of a file, and of every other: most files are small. */
const [firstPiece, piece] = [2 ** 16, 2 ** 18]

/** Bytes of a file in pieces. */
export async function* fileChunks(file: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    const handle = await open(file, 'r')
    try {
      for (let size = firstPiece; ; size = piece) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(size), 0, size, null)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw explained(error, name)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A name of the file system, undefined where it is not UTF-8. */
function decodeName(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** An entry of a folder; `name` is undefined where it is not UTF-8, and `shown` what can be shown of it. */
interface Found {
  readonly name: string | undefined
  readonly shown: string
  readonly kind: Dirent<string> | Dirent<Buffer>
}

const byName = ({ name: a = '' }: Found, { name: b = '' }: Found): number => (a < b ? -1 : a > b ? 1 : 0)

/** The entries of a folder by name: then those of a tree come nearly in the order of their paths. */
async function entriesOf(folder: string): Promise<Found[]> {
  const found = await readdir(folder, { withFileTypes: true })
  const plain = found.every(({ name }) => !name.includes('\uFFFD'))
  const exact = plain
    ? found.map((kind) => ({ name: kind.name, shown: kind.name, kind }))
    : (await readdir(folder, { withFileTypes: true, encoding: 'buffer' })).map((kind) => ({
        name: decodeName(kind.name),
        shown: kind.name.toString('latin1'),
        kind,
      }))
  return exact.sort(byName)
}

/** Collects the files below a folder. */
class Walk {
  readonly entries: TreeEntry[] = []
  readonly skipped: Skipped[] = []

  constructor(
    private readonly root: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** @param above the real paths of the folders that lead here */
  async folder(path: string, above: readonly string[]): Promise<void> {
    this.signal?.throwIfAborted()
    const found = await entriesOf(join(this.root, path)).catch((error: unknown) => {
      if (path === '') throw explained(error, basename(this.root))
      return undefined
    })
    if (!found) return this.skip(path, 'unreadable', 'the folder must not be read')
    for (const { name, shown, kind } of found) {
      if (name === undefined) {
        this.skip(join(path, printable(shown)), 'name', 'its name is not UTF-8')
        continue
      }
      const at = path === '' ? name : `${path}/${name}`
      if (isHidden(name)) this.skip(at, 'hidden', 'hidden, or of the operating system')
      else if (kind.isDirectory()) await this.inner(at, above)
      else if (kind.isSymbolicLink()) await this.link(at, above)
      else if (kind.isFile()) this.file(at)
      else this.skip(at, 'unsupported', 'it is no file')
    }
  }

  private async inner(path: string, above: readonly string[]): Promise<void> {
    if (above.length >= limits.depth) this.skip(path, 'name', `it is more than ${limits.depth} folders deep`)
    else await this.folder(path, [...above, await realpath(join(this.root, path))])
  }

  private async link(path: string, above: readonly string[]): Promise<void> {
    try {
      const target = await realpath(join(this.root, path))
      const kind = await stat(target)
      if (kind.isFile()) this.file(path)
      else if (!kind.isDirectory()) this.skip(path, 'unsupported', 'it is no file')
      else if (above.includes(target)) this.skip(path, 'link', 'it leads back to a folder that it is in')
      else await this.inner(path, above)
    } catch {
      this.skip(path, 'link', 'it leads nowhere')
    }
  }

  private file(path: string): void {
    if (this.entries.length >= limits.entries) {
      throw badFile(basename(this.root), `has more than ${limits.entries.toLocaleString('en-US')} files`)
    }
    try {
      // Asking for one file at a time without a thread between is many times as fast, and this process serves nobody else.
      const { size, mtimeMs } = statSync(`${this.root}/${path}`)
      this.entries.push({ path, bytes: size, stamp: mtimeMs })
    } catch {
      this.skip(path, 'unreadable', 'it must not be read')
    }
  }

  private skip(path: string, reason: SkipReason, details: string): void {
    this.skipped.push({ path: printable(path), reason, details })
  }
}

/** Opens a folder as a tree. Links are followed, but never in a circle. @throws StudioError `INVALID_INPUT` */
export async function openFolder(root: string, signal?: AbortSignal): Promise<Tree> {
  const walk = new Walk(root, signal)
  await walk.folder('', [await realpath(root)])
  const entries = walk.entries.sort(byPath)
  const fileOf = ({ path }: TreeEntry) => join(root, path)
  return {
    name: basename(root),
    container: 'folder',
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    entries,
    skipped: walk.skipped,
    place: (entry) => ({ type: 'file', file: fileOf(entry) }),
    async *stream(wanted) {
      for (const entry of wanted) yield { entry, chunks: fileChunks(fileOf(entry), entry.path) }
    },
  }
}

/** Opens a single file as a tree of one entry. */
export function openSingle(file: string, bytes: number, stamp: number): Tree {
  const entry = { path: basename(file), bytes, stamp }
  return {
    name: basename(file),
    container: 'file',
    bytes,
    entries: [entry],
    skipped: [],
    place: () => ({ type: 'file', file }),
    async *stream(wanted) {
      if (wanted.length > 0) yield { entry, chunks: fileChunks(file, entry.path) }
    },
  }
}
