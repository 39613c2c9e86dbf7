import { basename, dirname, join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { type Disk, errorCode } from './disk'

/** Writes the chunks one after the other into a new file and waits until they are on the disk. */
export async function writeThrough(disk: Disk, path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const file = await disk.create(path)
  try {
    for (const chunk of chunks) await file.write(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Writes a file under its name only once it is complete and on the disk; a file that was there is replaced in one go. Makes
 * the folder if it is missing. Where it fails, the old file stays and nothing new is left behind.
 */
export async function writeAtomically(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path)
  const partial = join(folder, `.partial-${basename(path)}`)
  await disk.makeFolder(folder)
  try {
    await writeThrough(disk, partial, [bytes])
    await disk.rename(partial, path)
  } catch (error) {
    await disk.remove(partial).catch(() => undefined)
    throw error
  }
  await disk.syncFolder(folder)
}

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** `DISK_FULL` for an error that says so, naming what could not be saved; every other error as it is. */
export function asDiskFull(error: unknown, what: string): unknown {
  const code = errorCode(error)
  if (code === undefined || !fullCodes.includes(code)) return error
  return new StudioError('DISK_FULL', `The disk is full: ${what} could not be saved.`, {
    safe: 'Everything that was saved before is untouched, and training waits where it is.',
    next: 'Free some space, then continue the run.',
    details: error instanceof Error ? error.message : code,
  })
}
