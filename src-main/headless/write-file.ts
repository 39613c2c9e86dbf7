import { open, rename, rm } from 'node:fs/promises'

/** Writes a text file under a temporary name, flushes it and renames it, so that the file is there whole or not at all. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`
  try {
    const file = await open(partial, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
