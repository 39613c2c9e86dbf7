import { join } from 'node:path'
import { type StoredFailure, StudioError, toStoredFailure } from '@shared/contract/errors'
import type { OpenHome } from '../home/open'
import { isPartial } from './atomic'
import { type Bundle, type InstallOptions, installBundle } from './bundle'
import { fileStamp } from './checksum'
import type { Disk } from './disk'
import { type DatasetManifest, manifestFiles } from './manifest'
import { folderIds, readFolder, sizeProblem } from './registration'

/** The name under which something damaged is kept: beside what it was, with the time. */
export function asideName(path: string, now: number): string {
  return `${path}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}`
}

/** Whether a name is the folder of an import whose dataset is there: the process ended just before it was removed. */
const isFinishedImport = (name: string, names: readonly string[]): boolean =>
  /^\..+\.import$/.test(name) && names.includes(name.slice(1, -'.import'.length))

/** What preparing works with. */
export interface PrepareContext {
  readonly home: OpenHome
  readonly disk: Disk
  readonly bundles: readonly Bundle[]
  readonly now: () => number
}

/**
 * Makes the datasets of a home that this process holds ready: removes left-overs of writes that did not finish, brings
 * the database in line with the folders, and unpacks the bundled datasets that are missing and not in the trash. A damaged bundled one is set
 * aside and unpacked again. What goes wrong with one dataset does not keep the others: it is among the answers.
 * @throws StudioError `CANCELLED`
 */
export async function prepareDatasets(context: PrepareContext, options: InstallOptions): Promise<StoredFailure[]> {
  const { home, disk, bundles } = context
  await disk.makeFolder(home.paths.datasets)
  const names = await disk.names(home.paths.datasets)
  for (const name of names) {
    if (isPartial(name) || isFinishedImport(name, names)) await disk.remove(join(home.paths.datasets, name))
  }
  const notices = await register(context)
  const trashed = new Set(home.store.datasets.trash().map(({ manifest }) => manifest.id))
  for (const bundle of bundles.filter(({ id }) => !trashed.has(id))) {
    try {
      await ensureBundle(context, bundle, options, notices)
    } catch (error) {
      if (error instanceof StudioError && error.code === 'CANCELLED') throw error
      notices.push(toStoredFailure(error))
    }
  }
  return notices
}

/** Brings the database in line with the folders. A dataset whose folder is gone stays listed, as damaged. */
async function register({ home, bundles }: PrepareContext): Promise<StoredFailure[]> {
  const known = new Map(home.store.datasets.every().map((manifest) => [manifest.id, JSON.stringify(manifest)]))
  const bundled = new Set(bundles.map(({ id }) => id))
  const notices: StoredFailure[] = []
  for (const id of await folderIds(home.paths)) {
    const folder = await readFolder(home.paths, id)
    if (folder.type === 'manifest') {
      if (known.get(id) !== JSON.stringify(folder.manifest)) home.store.datasets.put(folder.manifest)
    } else if (folder.type === 'unreadable' && !bundled.has(id)) {
      notices.push({
        code: 'DATASET_DAMAGED',
        message: `The dataset ${id} is damaged: ${folder.message}`,
        safe: 'Its files have not been touched; other datasets can be used.',
        next: 'Restore the file from a backup, or import the dataset again under another name.',
      })
    }
  }
  return notices
}

/** What is wrong with a bundled dataset in the home; null where it is whole, undefined where it is not there. */
async function bundleProblem({ home }: PrepareContext, { id }: Bundle): Promise<string | null | undefined> {
  const folder = await readFolder(home.paths, id)
  switch (folder.type) {
    case 'missing':
      return undefined
    case 'unreadable':
      return folder.message
    case 'manifest':
      return (await sizeProblem(home.paths, folder.manifest)) ?? null
  }
}

/** Unpacks a bundle unless it is there and whole; a damaged one is set aside first, which goes into `notices`. */
async function ensureBundle(
  context: PrepareContext,
  bundle: Bundle,
  options: InstallOptions,
  notices: StoredFailure[],
): Promise<void> {
  const { home, disk, now } = context
  const target = home.paths.dataset(bundle.id)
  const problem = await bundleProblem(context, bundle)
  if (problem === null) return
  if (problem !== undefined) {
    const aside = asideName(target, now())
    await disk.rename(target, aside)
    notices.push({
      code: 'DATASET_DAMAGED',
      message: `The dataset ${bundle.id} was damaged: ${problem}`,
      safe: `Its folder was set aside as ${aside}.`,
      next: 'Nothing needs to be done: the studio unpacks it again. Remove the folder that was set aside when you like.',
    })
  }
  const manifest = await installBundle(disk, bundle, target, now(), options)
  home.store.datasets.put(manifest)
  await noteFresh(home, manifest)
}

/** Notes the checksums of files that were written, and hashed, just now. */
export async function noteFresh({ paths, store }: OpenHome, manifest: DatasetManifest): Promise<void> {
  for (const { name, sha256 } of manifestFiles(manifest)) {
    const stamp = await fileStamp(join(paths.dataset(manifest.id), name))
    if (stamp) store.datasets.noteCheck(manifest.id, name, stamp, sha256)
  }
}
