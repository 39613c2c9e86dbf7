import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

/** Room for compiled graphs; a DCGAN of 64×64 images takes 10 MB. */
const ROOM = 512 * 2 ** 20
/** A partial file that is older than this was left by a process that died, in ms. */
const ABANDONED = 3_600_000

const EXTENSION = '.graph'
const PARTIAL = '.partial'

let written = 0

/**
 * Files by key in a folder of limited size: what was not used for longest goes first. Several processes may use one folder.
 * All of it may be lost at any time, so whatever fails is as if nothing were there.
 */
export class GraphStore {
  /** @param room bytes that all files together may take; a single file may take a quarter */
  constructor(
    private readonly folder: string,
    private readonly room = ROOM,
  ) {}

  /** The content under a key; undefined where there is none or it cannot be read. */
  async read(key: string): Promise<Uint8Array | undefined> {
    const path = this.#path(key)
    try {
      const file = await open(path, 'r')
      try {
        const { size } = await file.stat()
        if (size > this.room / 4) return undefined
        const bytes = new Uint8Array(size)
        const { bytesRead } = await file.read(bytes, 0, size, 0)
        if (bytesRead < size) return undefined
        const now = new Date()
        await utimes(path, now, now).catch(() => undefined)
        return bytes
      } finally {
        await file.close()
      }
    } catch {
      return undefined
    }
  }

  /** Keeps a content under a key, complete or not at all. Answers whether it was kept. */
  async write(key: string, chunks: readonly Uint8Array[]): Promise<boolean> {
    if (chunks.reduce((sum, { length }) => sum + length, 0) > this.room / 4) return false
    const path = this.#path(key)
    // Two processes may write the same graph at the same time.
    const partial = `${path}.${process.pid}-${written++}${PARTIAL}`
    try {
      await mkdir(this.folder, { recursive: true })
      const file = await open(partial, 'wx')
      try {
        for (const chunk of chunks) await file.writeFile(chunk)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(partial, path)
      await this.#makeRoom(path)
      return true
    } catch {
      await rm(partial, { force: true }).catch(() => undefined)
      return false
    }
  }

  #path(key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new RangeError('a key is a SHA-256 in hexadecimal')
    return join(this.folder, `${key}${EXTENSION}`)
  }

  /** Removes what was not used for longest until the rest fits, and what was abandoned; never the file just written. */
  async #makeRoom(newest: string): Promise<void> {
    const files: { readonly path: string; readonly size: number; readonly used: number }[] = []
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name)
      // Another process may have removed it meanwhile.
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) continue
      if (name.endsWith(EXTENSION)) files.push({ path, size: found.size, used: found.mtimeMs })
      else if (name.endsWith(PARTIAL) && Date.now() - found.mtimeMs > ABANDONED) await rm(path, { force: true })
    }
    let total = files.reduce((sum, { size }) => sum + size, 0)
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.room) return
      if (path === newest) continue
      await rm(path, { force: true })
      total -= size
    }
  }
}
