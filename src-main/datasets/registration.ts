import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Id } from '@shared/contract/id'
import type { Dataset } from '@shared/datasets/dataset'
import type { HomePaths } from '../home/home'
import { fileStamp } from './checksum'
import { DatasetManifest, manifestFiles, manifestName } from './manifest'

/** What a folder of the home says of the dataset in it. */
export type FolderState =
  | { readonly type: 'manifest'; readonly manifest: DatasetManifest }
  | { readonly type: 'missing' }
  | { readonly type: 'unreadable'; readonly message: string }

/** Reads the manifest in a dataset's folder. */
export async function readFolder(paths: HomePaths, id: string): Promise<FolderState> {
  const file = join(paths.dataset(id), manifestName)
  if ((await fileStamp(paths.dataset(id))) === undefined) return { type: 'missing' }
  try {
    const manifest = DatasetManifest.parse(JSON.parse(await readFile(file, 'utf8')))
    if (manifest.id === id) return { type: 'manifest', manifest }
    return { type: 'unreadable', message: `${file} is the manifest of “${manifest.id}”` }
  } catch {
    return { type: 'unreadable', message: `${file} cannot be read` }
  }
}

/** The ids that have a folder. */
export async function folderIds(paths: HomePaths): Promise<string[]> {
  const entries = await readdir(paths.datasets, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && Id.safeParse(entry.name).success).map(({ name }) => name)
}

/** What is wrong with a dataset's files as far as their sizes tell, undefined where nothing is. */
export async function sizeProblem(paths: HomePaths, manifest: DatasetManifest): Promise<string | undefined> {
  const folder = paths.dataset(manifest.id)
  for (const { name, bytes } of manifestFiles(manifest)) {
    const file = join(folder, name)
    const stamp = await fileStamp(file)
    if (stamp === undefined) return `${file} is missing`
    if (stamp.bytes !== bytes) return `${file} has ${stamp.bytes} bytes instead of ${bytes}`
  }
  return undefined
}

/** A dataset as it is listed. */
export async function listedDataset(paths: HomePaths, manifest: DatasetManifest): Promise<Dataset> {
  const { id, name, image, classes, splits, created, source } = manifest
  const problem = await sizeProblem(paths, manifest)
  return {
    id,
    name,
    image,
    classes,
    splits: splits.map((split) => ({ name: split.name, count: split.count, classCounts: split.classCounts })),
    bytes: manifestFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
    created,
    source,
    origin: manifest.recipe.origin,
    state: problem === undefined ? { type: 'ready' } : { type: 'damaged', message: problem },
  }
}
