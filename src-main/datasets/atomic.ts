import { basename, dirname, join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { Disk } from './disk'

const partialEnding = '.partial'

/** Whether a name in a folder is the left-over of a write that did not finish. */
export const isPartial = (name: string): boolean => name.startsWith('.') && name.endsWith(partialEnding)

/** An error of a full disk as `DISK_FULL`; every other one unchanged. */
export function explainFull(error: unknown, target: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || (error.code !== 'ENOSPC' && error.code !== 'EDQUOT'))
    return error
  return new StudioError('DISK_FULL', `The disk is full: ${target} could not be written`, {
    safe: 'Nothing that was there has been changed, and nothing half-written is left.',
    next: 'Free some space, then start the studio again.',
    details: error.message,
  })
}

/** Writes a file whole: bytes, then to the disk. */
export async function writeFile(disk: Disk, file: string, bytes: Uint8Array): Promise<void> {
  const out = await disk.create(file)
  try {
    await out.write(bytes)
  } catch (error) {
    await out.abandon()
    throw error
  }
  await out.finish()
}

/**
 * Makes a folder appear with all of its content or not at all: `fill` writes (and finishes) files in a folder of another
 * name beside it, which is renamed at the end. The parent folder is made where there is none.
 * @throws StudioError `DISK_FULL`; whatever `fill` throws; the file system's error where `target` exists
 */
export async function writeFolder<T>(disk: Disk, target: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const parent = dirname(target)
  const folder = join(parent, `.${basename(target)}${partialEnding}`)
  try {
    await disk.makeFolder(parent)
    await disk.remove(folder)
    await disk.makeFolder(folder)
    const result = await fill(folder)
    await disk.syncFolder(folder)
    await disk.rename(folder, target)
    await disk.syncFolder(parent)
    return result
  } catch (error) {
    // What cannot be removed now is removed at the next start; the first failure is what matters.
    await disk.remove(folder).catch(() => undefined)
    throw explainFull(error, target)
  }
}

/** Writes a file whole in place of one that may be there. */
export async function replaceFile(disk: Disk, file: string, bytes: Uint8Array): Promise<void> {
  const partial = join(dirname(file), `.${basename(file)}${partialEnding}`)
  await disk.remove(partial)
  await writeFile(disk, partial, bytes)
  await disk.rename(partial, file)
  await disk.syncFolder(dirname(file))
}
