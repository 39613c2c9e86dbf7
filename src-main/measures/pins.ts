import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pinFileNames } from '@shared/runs/files'

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Keeps a checkpoint from being replaced by newer ones; one that is gone already is left at that. */
export async function pinCheckpoint(folder: string): Promise<void> {
  try {
    await writeFile(join(folder, pinFileNames.measures), '')
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** Lets a checkpoint be replaced again. */
export const unpinCheckpoint = (folder: string): Promise<void> =>
  rm(join(folder, pinFileNames.measures), { force: true })
