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

/**
 * What to tell of an error of the file system that kept something from being saved: `DISK_FULL`, or `UNEXPECTED` with the
 * system's words. Undefined for an error that is not of the file system.
 * @param what what could not be saved, such as “the checkpoint of step 100”
 */
export function savingFailure(error: unknown, what: string): StudioError | undefined {
  const code = errorCode(error)
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined
  const full = fullCodes.includes(code)
  return new StudioError(
    full ? 'DISK_FULL' : 'UNEXPECTED',
    full ? `The disk is full: ${what} could not be saved.` : `The disk refused to save ${what} (${code}).`,
    {
      safe: 'Everything that was saved before is untouched, and training waits where it is.',
      next: full ? 'Free some space, then continue the run.' : 'See to the disk, then continue the run.',
      details: error instanceof Error ? error.message : code,
    },
  )
}
