import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A file below a folder. */
export interface FoundFile {
  /** Names of the folders that lead to it, then its own. */
  readonly path: readonly string[]
  readonly bytes: number
  /** Tells which bytes on the disk it is; files with the same one are one file with several names. */
  readonly identity: string
  /** How many names it has on this disk. */
  readonly names: number
}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** Every plain file below a folder; links are not followed, and what goes meanwhile is left out. None where there is no folder. */
export async function* filesBelow(root: string, path: readonly string[] = []): AsyncGenerator<FoundFile> {
  const folder = join(root, ...path)
  for (const entry of await entriesOf(folder)) {
    const at = [...path, entry.name]
    if (entry.isDirectory()) yield* filesBelow(root, at)
    else if (entry.isFile()) {
      try {
        const { size, dev, ino, nlink } = await lstat(join(root, ...at))
        yield { path: at, bytes: size, identity: `${dev}:${ino}`, names: nlink }
      } catch (error) {
        if (!isGone(error)) throw error
      }
    }
  }
}

/**
 * Bytes that the disk gains when these files go: a file with names elsewhere, as branches of a run share them, stays on it.
 * @param files each name once
 */
export function bytesFreed(files: Iterable<FoundFile>): number {
  const gone = new Map<string, number>()
  let bytes = 0
  for (const { identity, names, bytes: size } of files) {
    const count = (gone.get(identity) ?? 0) + 1
    gone.set(identity, count)
    if (count === names) bytes += size
  }
  return bytes
}
