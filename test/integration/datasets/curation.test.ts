import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openImages } from '../../../src-main/trainer/batches/images'
import type { DatasetImportEvent } from '../../../src-shared/contract/datasets'
import { defaultChoices } from '../../../src-shared/datasets/import'
import type { TrainerEvent } from '../../../src-shared/runs/events'
import { fixture } from '../../support/dataset-fixtures'
import { openScriptedStudio } from '../../support/open-studio'
import { temporaryFolder } from '../../support/studio-home'

/** Trainers that are not needed here. */
async function* noTraining(): AsyncGenerator<TrainerEvent, void, void> {
  yield* []
}

/** A studio with the folder fixture imported by a real importer process. */
async function studioWithFlowers() {
  const studio = openScriptedStudio(noTraining)
  const { source } = studio.imports.sources.add(fixture('folders'))
  for await (const event of studio.imports.start(source, 'Flowers', defaultChoices)) {
    if (event.type === 'done') expect(event.report.images).toBe(9)
  }
  return studio
}

test('images and classes are left out of training and taken in again; nothing of the files changes', async () => {
  const studio = await studioWithFlowers()
  const folder = studio.paths.dataset('flowers')
  const before = readFileSync(join(folder, 'train.pixels'))
  const all = await studio.datasets.images('flowers', 'train')
  expect(all).toMatchObject({ count: 9 })
  const selection = { split: 'train', images: [3], classes: ['daisy'] }
  const changed = await studio.curation.change('flowers', selection, 'exclude')
  expect(changed.splits).toEqual([{ name: 'train', count: 6, total: 9, classCounts: [0, 3, 3] }])
  expect(await studio.curation.places({ id: 'flowers', split: 'train', label: null, excluded: true })).toEqual([
    0, 1, 3,
  ])
  expect(await studio.curation.places({ id: 'flowers', split: 'train', label: 1, excluded: false })).toEqual([2, 4, 5])
  expect(await studio.curation.details('flowers', 'train', 3)).toEqual({
    origin: { path: 'rose/rose-0.png', height: 16, width: 16 },
    label: 'rose',
    excluded: true,
  })
  const used = openImages(await studio.datasets.images('flowers', 'train'))
  expect([used.count, used.labelOf(0), used.labelOf(5)]).toEqual([6, 1, 2])
  const size = 16 * 16 * 3
  const first = new Uint8Array(size)
  used.copy(Uint32Array.of(1), first)
  expect(Buffer.from(first).equals(before.subarray(4 * size, 5 * size))).toBe(true)
  used.close()
  expect((await studio.curation.statistics('flowers', 'train')).images).toBe(6)
  await expect(
    studio.curation.change('flowers', { split: 'train', images: [], classes: ['rose', 'tulip'] }, 'exclude'),
  ).rejects.toThrow('Nothing of the split train would be left')
  await studio.curation.change('flowers', selection, 'restore')
  expect(await studio.datasets.images('flowers', 'train')).toEqual(all)
  expect(readFileSync(join(folder, 'train.pixels')).equals(before)).toBe(true)
})

test('a dataset is derived, exported in every form and deleted', async () => {
  const studio = await studioWithFlowers()
  await studio.curation.change('flowers', { split: 'train', images: [2], classes: [] }, 'exclude')
  const { source } = await studio.imports.asSource('flowers')
  const choices = { ...defaultChoices, classes: ['rose'], size: { height: 8, width: 8 } }
  for await (const _ of studio.imports.start(source, 'Roses', choices));
  const roses = await studio.datasets.show('roses')
  expect(roses).toMatchObject({ image: { height: 8 }, classes: ['rose'], origin: { parent: 'flowers' } })
  expect(roses.splits.map(({ count }) => count)).toEqual([3])
  const out = temporaryFolder()
  for (const format of ['folder', 'zip', 'npz'] as const) {
    const target = join(out, `roses.${format}`)
    expect(await studio.curation.export('roses', format, target)).toMatchObject({ images: 3 })
    const again = studio.imports.sources.add(target)
    const found = await studio.imports.preview(again.source, defaultChoices)
    expect(found).toMatchObject({ images: 3, choices: { size: { height: 8, width: 8 } } })
    await expect(studio.curation.export('roses', format, target)).rejects.toThrow('already something')
  }
  expect(readdirSync(out).sort()).toEqual(['roses.folder', 'roses.npz', 'roses.zip'])
  await studio.datasetShelf.discard('flowers')
  expect((await studio.datasets.list()).map(({ id }) => id)).toEqual(['roses'])
  await expect(studio.datasets.show('flowers')).rejects.toThrow('The dataset “Flowers” is in the trash')
  // Its id is not given away while it can come back.
  const other = studio.imports.sources.add(fixture('folders.zip'))
  for await (const _ of studio.imports.start(other.source, 'Flowers', defaultChoices));
  expect((await studio.datasets.list()).map(({ id }) => id)).toEqual(['flowers-2', 'roses'])
  studio.trash.restore('dataset', 'flowers')
  expect((await studio.datasets.show('flowers')).splits[0]).toMatchObject({ count: 8, total: 9 })
})

test('an import that was stopped can go on', async () => {
  const studio = openScriptedStudio(noTraining)
  const { source } = studio.imports.sources.add(fixture('folders.zip'))
  const events = studio.imports.start(source, 'Killed', defaultChoices)
  await events.next()
  await events.return()
  expect(await studio.imports.unfinished()).toEqual([
    { id: 'killed', name: 'Killed', source: 'folders.zip', running: false },
  ])
  const last: DatasetImportEvent[] = []
  for await (const event of studio.imports.resume('killed')) last.push(event)
  expect(last.at(-1)).toMatchObject({ type: 'done', dataset: { id: 'killed' }, report: { images: 9 } })
  expect(await studio.imports.unfinished()).toEqual([])
  // The process may end between the dataset's appearance and the removal of the import's folder.
  cpSync(studio.paths.dataset('killed'), join(studio.paths.datasets, '.killed.import'), { recursive: true })
  expect(await studio.imports.unfinished()).toEqual([])
})
