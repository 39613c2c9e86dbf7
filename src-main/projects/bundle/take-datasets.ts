import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatasetOutcome } from '@shared/projects/travel'
import { writeFile, writeFolder } from '../../datasets/atomic'
import { Exclusions, exclusionsName } from '../../datasets/exclusions'
import { badFile } from '../../datasets/formats/format'
import { createHashed } from '../../datasets/hashed-file'
import { DatasetManifest, manifestFiles, manifestName } from '../../datasets/manifest'
import type { Archive, ReadTools } from './archive'
import { names, type ProjectHead } from './format'

/** Whether two datasets have the same images and labels. */
const sameImages = (a: DatasetManifest, b: DatasetManifest): boolean =>
  JSON.stringify(a.splits.map(({ name, pixels, labels }) => [name, pixels.sha256, labels?.sha256])) ===
  JSON.stringify(b.splits.map(({ name, pixels, labels }) => [name, pixels.sha256, labels?.sha256]))

/** Takes up a dataset of the archive that the home has not. @throws StudioError `INVALID_INPUT` for a file with another checksum */
async function writeDataset(archive: Archive, manifest: DatasetManifest, { home, datasets, disk }: ReadTools) {
  const { id } = manifest
  await writeFolder(disk, home.paths.dataset(id), async (folder) => {
    for (const { name, bytes, sha256 } of manifestFiles(manifest)) {
      const out = await createHashed(disk, folder, name)
      try {
        for await (const piece of archive.pieces(archive.entry(`${names.datasets}/${id}/${name}`)))
          await out.write(piece)
      } catch (error) {
        await out.abandon()
        throw error
      }
      const record = await out.finish()
      if (record.bytes !== bytes || record.sha256 !== sha256) {
        throw badFile(archive.tree.name, `${name} of the dataset ${id} is damaged`)
      }
    }
    const excluded = `${names.datasets}/${id}/${exclusionsName}`
    if (archive.tree.entries.some(({ path }) => path === excluded)) {
      const list = await archive.document(excluded, Exclusions)
      await writeFile(disk, join(folder, exclusionsName), Buffer.from(`${JSON.stringify(list)}\n`))
    }
    const text = `${JSON.stringify(manifest, null, 2)}\n`
    await writeFile(disk, join(folder, manifestName), Buffer.from(text))
  })
  await datasets.adopt(id)
}

/** Takes up the datasets of a project file that this home has not; says what became of each that its runs trained on. */
export async function takeDatasets(archive: Archive, head: ProjectHead, tools: ReadTools): Promise<DatasetOutcome[]> {
  const { store, paths } = tools.home
  const outcomes: DatasetOutcome[] = []
  const trashed = new Set(store.datasets.trash().map(({ manifest }) => manifest.id))
  for (const { id, included } of head.datasets) {
    const here = store.datasets.every().find((manifest) => manifest.id === id)
    const kept = trashed.has(id) ? 'trashed' : 'here'
    if (!included) {
      outcomes.push({ id, outcome: here === undefined ? 'missing' : kept })
      continue
    }
    const manifest = await archive.document(`${names.datasets}/${id}/${manifestName}`, DatasetManifest)
    if (manifest.id !== id) throw badFile(archive.tree.name, `calls the dataset ${manifest.id} ${id}`)
    if (here !== undefined) outcomes.push({ id, outcome: sameImages(manifest, here) ? kept : 'different' })
    else if (existsSync(paths.dataset(id))) outcomes.push({ id, outcome: 'different' })
    else {
      await writeDataset(archive, manifest, tools)
      outcomes.push({ id, outcome: 'added' })
    }
  }
  return outcomes
}
