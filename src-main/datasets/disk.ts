import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises'

/** A new file that is being written. */
export interface DiskFile {
  write(bytes: Uint8Array): Promise<void>
  /** Makes sure that the bytes are on the disk, then closes. */
  finish(): Promise<void>
  /** Closes, whatever was written. */
  abandon(): Promise<void>
}

/** What writing a dataset needs of the file system, so that tests can make each step fail. */
export interface Disk {
  /** Creates a file; fails where there is one. */
  create(file: string): Promise<DiskFile>
  makeFolder(folder: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Makes sure that the names in a folder are on the disk. */
  syncFolder(folder: string): Promise<void>
  /** Removes a file or a folder with its content, if it is there. */
  remove(path: string): Promise<void>
  names(folder: string): Promise<string[]>
}

/** The file system of this machine. */
export const localDisk: Disk = {
  async create(file) {
    const handle = await open(file, 'wx')
    return {
      async write(bytes) {
        for (let written = 0; written < bytes.length; ) {
          written += (await handle.write(bytes, written)).bytesWritten
        }
      },
      async finish() {
        try {
          await handle.sync()
        } finally {
          await handle.close()
        }
      },
      abandon: () => handle.close(),
    }
  },
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true })
  },
  rename,
  async syncFolder(folder) {
    // Windows cannot open folders; its renames are in the journal anyway.
    if (process.platform === 'win32') return
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  names: (folder) => readdir(folder),
}

/** Gives a file a second name and makes sure that its bytes are on the disk; false where the file system cannot. */
export async function linkFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
  } catch {
    return false
  }
  const handle = await open(to, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  return true
}
