import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const abandonedAfterMs = 3600_000

/**
 * Removes what set-ups that were killed have left behind in a folder.
 * @param {string} folder
 * @param {string} prefix of the names of their workspaces
 */
export async function removeAbandoned(folder, prefix) {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const status = name.startsWith(prefix) ? await stat(path).catch(() => null) : null
    if (status !== null && Date.now() - status.mtimeMs > abandonedAfterMs)
      await rm(path, { recursive: true, force: true })
  }
}
