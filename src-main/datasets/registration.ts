import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Id } from '@shared/contract/id'
import type { Dataset, Split } from '@shared/datasets/dataset'
import type { HomePaths } from '../home/home'
import { fileStamp } from './checksum'
import { type Exclusions, keptPlaces, noExclusions, readExclusions } from './exclusions'
import { DatasetManifest, manifestFiles, manifestName, type PackedSplit } from './manifest'

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

/** The images of a split that are left in, by their places; null where all are. */
export async function placesOf(
  paths: HomePaths,
  { id, classes }: DatasetManifest,
  split: PackedSplit,
  exclusions: Exclusions,
): Promise<number[] | null> {
  const labels =
    split.labels === null || exclusions.classes.length === 0
      ? undefined
      : await readFile(join(paths.dataset(id), split.labels.name))
  return keptPlaces(split, exclusions, classes, labels)
}

async function listedSplit(
  paths: HomePaths,
  manifest: DatasetManifest,
  split: PackedSplit,
  exclusions: Exclusions,
): Promise<Split> {
  const { name, count, classCounts } = split
  const kept = await placesOf(paths, manifest, split, exclusions).catch(() => null)
  if (kept === null) return { name, count, classCounts }
  const labels = split.labels === null ? undefined : await readFile(join(paths.dataset(manifest.id), split.labels.name))
  const counts = classCounts.map(() => 0)
  for (const place of labels === undefined ? [] : kept) {
    const label = labels?.[place] ?? 0
    counts[label] = (counts[label] ?? 0) + 1
  }
  return { name, count: kept.length, classCounts: counts, total: count }
}

/** A dataset as it is listed. */
export async function listedDataset(paths: HomePaths, manifest: DatasetManifest): Promise<Dataset> {
  const { id, name, image, classes, splits, created, source } = manifest
  let problem = await sizeProblem(paths, manifest)
  const exclusions = await readExclusions(paths.dataset(id)).catch((error: unknown) => {
    problem ??= error instanceof Error ? error.message : String(error)
    return noExclusions
  })
  return {
    id,
    name,
    image,
    classes,
    splits: await Promise.all(splits.map((split) => listedSplit(paths, manifest, split, exclusions))),
    bytes: manifestFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
    created,
    source,
    origin: manifest.recipe.origin,
    ...(exclusions.classes.length === 0 ? {} : { excludedClasses: exclusions.classes }),
    state: problem === undefined ? { type: 'ready' } : { type: 'damaged', message: problem },
  }
}
