import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Disk } from '../datasets/disk'
import type { Store } from '../store/store'
import type { HomePaths } from './home'

const ending = '.deleted'

const asideOf = (folder: string): string => join(dirname(folder), `.${basename(folder)}${ending}`)

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Renames; false where there is nothing of that name. */
async function moved(disk: Disk, from: string, to: string): Promise<boolean> {
  try {
    await disk.rename(from, to)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

/**
 * Removes a folder of the home with its records, both or neither: the folder goes aside by a rename, then `forget` removes
 * the records, then the folder's content goes. What a crash leaves aside, {@link finishRemovals} brings back or removes.
 * @throws what `forget` throws, and the file system's error, with nothing removed
 */
export async function removeWhole(disk: Disk, folder: string, forget: () => void): Promise<void> {
  const aside = asideOf(folder)
  await disk.remove(aside)
  const isThere = await moved(disk, folder, aside)
  try {
    forget()
  } catch (error) {
    if (isThere) await disk.rename(aside, folder)
    throw error
  }
  // What cannot be removed now goes at the next start: nothing knows of it any more.
  await disk.remove(aside).catch(() => undefined)
}

/** The names in a folder; none where there is no folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The identifiers of what was set aside in a folder. */
const asideIn = (folder: string): string[] =>
  namesIn(folder)
    .filter((name) => name.startsWith('.') && name.endsWith(ending))
    .map((name) => name.slice(1, -ending.length))

/** Brings back what has records, and removes every other folder that was set aside in `folder`. */
function finishIn(folder: string, known: () => readonly string[]): void {
  const aside = asideIn(folder)
  if (aside.length === 0) return
  const ids = new Set(known())
  for (const id of aside) {
    const place = join(folder, id)
    if (ids.has(id)) renameSync(asideOf(place), place)
    else rmSync(asideOf(place), { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * Finishes what removals left when their process ended: a folder whose records are there comes back, every other one that
 * was set aside goes. Before anything looks at the folders of a home that this process holds. The records are asked only
 * where something was left; what cannot be finished waits for the next start.
 */
export function finishRemovals(paths: HomePaths, store: Store): void {
  try {
    finishIn(paths.datasets, () => store.datasets.every().map(({ id }) => id))
    finishIn(paths.projects, () => store.projects.everyId())
    for (const project of namesIn(paths.projects).filter((name) => !name.startsWith('.'))) {
      const runs = dirname(paths.run(project, 'any'))
      finishIn(runs, () => store.runs.everyId(project))
      for (const run of namesIn(runs).filter((name) => !name.startsWith('.'))) {
        finishIn(paths.checkpoints(project, run), () => store.checkpoints.list(run).map(({ name }) => name))
      }
    }
  } catch {
    // The home opens all the same.
  }
}
