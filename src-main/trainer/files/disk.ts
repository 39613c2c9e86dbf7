import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'

/** A file that is being written. */
interface OpenFile {
  write(bytes: Uint8Array): Promise<void>
  /** Returns when what was written is on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** The calls to the file system that saving is made of; errors are Node's, with `code` such as `ENOSPC`. */
export interface Disk {
  makeFolder(path: string): Promise<void>
  /** Creates a file, or empties the one that is there. */
  create(path: string): Promise<OpenFile>
  /** A whole file. One of more than `most` bytes fails with `EFBIG`, before there is memory for it. */
  read(path: string, most?: number): Promise<Uint8Array<ArrayBuffer>>
  /** Names in a folder, in no order; none where there is no folder. */
  list(path: string): Promise<string[]>
  rename(from: string, to: string): Promise<void>
  /** Removes a file, or a folder with all in it; nothing where there is none. */
  remove(path: string): Promise<void>
  /** Returns when the names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>
}

/** Node's name of an error, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const absent = (error: unknown): boolean => errorCode(error) === 'ENOENT'

async function readAtMost(path: string, most: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size > most) throw Object.assign(new Error(`EFBIG: ${path} has ${size} bytes`), { code: 'EFBIG' })
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** The computer's file system. */
export const disk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true })
  },

  async create(path) {
    const file = await open(path, 'w')
    return {
      // A single write may be short; writeFile goes on until every byte is written.
      write: (bytes) => file.writeFile(bytes),
      sync: () => file.sync(),
      close: () => file.close(),
    }
  },

  async read(path, most = Number.POSITIVE_INFINITY) {
    const bytes = await readAtMost(path, most)
    // Small files come out of Node's pool: only a copy has a buffer of its own.
    return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
      ? new Uint8Array(bytes.buffer)
      : new Uint8Array(bytes)
  },

  async list(path) {
    try {
      return await readdir(path)
    } catch (error) {
      if (absent(error)) return []
      throw error
    }
  },

  rename: (from, to) => rename(from, to),

  remove: (path) => rm(path, { recursive: true, force: true }),

  async syncFolder(path) {
    // Windows cannot open a folder, and needs no such call.
    if (process.platform === 'win32') return
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
}
