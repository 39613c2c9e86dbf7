import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { Id, Name } from '@shared/contract/id'
import { SplitName } from '@shared/datasets/split'
import { z } from 'zod'
import { writeFile, writeFolder } from './atomic'
import { fileChecksum } from './checksum'
import type { Disk } from './disk'
import { fileSource } from './formats/file-source'
import { openDataset, type RecognisedDataset } from './formats/registry'
import { DatasetManifest, FileRecord, type PackedSplit } from './manifest'
import { type PackWatch, packSplit, writeManifest } from './pack'

/** A dataset that ships with the studio: its files as they were published, and their checksums. */
const Bundle = z.object({
  id: Id,
  name: Name,
  classes: z.array(z.string()).max(256),
  source: z.object({ title: z.string(), terms: z.string() }),
  splits: z.array(z.object({ name: SplitName, images: FileRecord, labels: FileRecord.nullable() })).min(1),
  /** Terms and notices, which go with the images wherever they go. */
  documents: z.array(FileRecord),
})

/** A bundle and the folder that it is in. */
export interface Bundle extends z.infer<typeof Bundle> {
  readonly folder: string
}

/** Name of the file that describes a bundle. */
const bundleName = 'bundle.json'

/** The bundles in the studio's resources, by id. */
export async function readBundles(folder: string): Promise<Bundle[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(folder, name, bundleName), 'utf8')
      return { ...Bundle.parse(JSON.parse(text)), folder: join(folder, name) }
    }),
  )
}

function bundleDamaged(file: string): StudioError {
  return new StudioError('DATASET_DAMAGED', `A bundled file is damaged: ${file}`, {
    safe: 'Nothing has been unpacked from it; other datasets can be used.',
    next: 'Install the studio again.',
  })
}

async function checkFiles({ folder }: Bundle, files: readonly FileRecord[]): Promise<void> {
  for (const { name, bytes, sha256 } of files) {
    const file = join(folder, name)
    const found = await fileChecksum(file).catch(() => undefined)
    if (found?.bytes !== bytes || found.sha256 !== sha256) throw bundleDamaged(file)
  }
}

type BundleSplit = Bundle['splits'][number]

function openSplit(bundle: Bundle, { images, labels }: BundleSplit): Promise<RecognisedDataset> {
  const source = ({ name }: FileRecord) => fileSource(join(bundle.folder, name), name)
  return openDataset({ images: source(images), labels: labels && source(labels) })
}

/** How far an installation is. */
export interface InstallProgress {
  readonly id: string
  readonly name: string
  readonly images: number
  /** Images in all. */
  readonly total: number
}

/** How an installation is watched and ended. */
export interface InstallOptions {
  readonly onProgress?: ((progress: InstallProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Unpacks a bundle into `target`, which appears with all of its content or not at all.
 * @param created when the dataset came into the home, ms since the epoch
 * @throws StudioError `DATASET_DAMAGED` for a bundled file that is not right, `DISK_FULL`, `CANCELLED`
 */
export async function installBundle(
  disk: Disk,
  bundle: Bundle,
  target: string,
  created: number,
  { onProgress, signal }: InstallOptions = {},
): Promise<DatasetManifest> {
  const { id, name, classes, source, documents } = bundle
  const files = bundle.splits.flatMap(({ images, labels }) => (labels ? [images, labels] : [images]))
  await checkFiles(bundle, [...files, ...documents])
  const opened = await Promise.all(bundle.splits.map((split) => openSplit(bundle, split)))
  const total = opened.reduce((sum, split) => sum + split.opened.count, 0)
  let images = 0
  const onImages = (count: number) => {
    images += count
    onProgress?.({ id, name, images, total })
  }
  return writeFolder(disk, target, async (folder) => {
    const splits: PackedSplit[] = []
    for (const [index, split] of bundle.splits.entries()) {
      const recognised = opened[index]
      if (!recognised) continue
      const watch: PackWatch = { onImages, signal }
      const toPack = { name: split.name, source: split.images.name, opened: recognised.opened }
      splits.push(await packSplit(disk, folder, toPack, classes.length, watch))
    }
    for (const document of documents) {
      await writeFile(disk, join(folder, document.name), await readFile(join(bundle.folder, document.name)))
    }
    const manifest = DatasetManifest.parse({
      format: 'gan-studio-dataset',
      version: 1,
      id,
      name,
      image: opened[0]?.opened.image,
      classes,
      splits,
      created,
      source,
      documents,
      recipe: { format: opened[0]?.format.id, files },
    } satisfies { [K in keyof DatasetManifest]: unknown })
    await writeManifest(disk, folder, manifest)
    return manifest
  })
}
