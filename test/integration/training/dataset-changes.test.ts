import { cpSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { homePaths } from '../../../src-main/home/home'
import { NodeImporterHost } from '../../../src-main/importing/node-host'
import { applicationFolder, resourcesFolder } from '../../../src-main/resources'
import { openStudio, type Studio } from '../../../src-main/studio/open'
import { NodeTrainerHost } from '../../../src-main/training/node-host'
import type { ProcessPort } from '../../../src-shared/contract/fork-ports'
import { defaultChoices } from '../../../src-shared/datasets/import'
import type { RunSummary } from '../../../src-shared/runs/run'
import { fixture } from '../../support/dataset-fixtures'
import { temporaryFolder } from '../../support/studio-home'
import { presetConfig } from '../../support/studio-records'

function open(root: string): Studio<ProcessPort> {
  const paths = homePaths(root)
  const resources = temporaryFolder()
  mkdirSync(join(resources, 'datasets'))
  cpSync(join(resourcesFolder(), 'presets'), join(resources, 'presets'), { recursive: true })
  const studio = openStudio({
    paths,
    access: 'exclusive',
    host: new NodeTrainerHost(join(applicationFolder(), 'out/main/trainer.cjs'), paths.graphs),
    importers: new NodeImporterHost(join(applicationFolder(), 'out/main/importer.cjs')),
    application: applicationFolder(),
    resources,
  })
  onTestFinished(() => studio.close())
  return studio
}

async function flowers(studio: Studio<ProcessPort>): Promise<void> {
  const { source } = studio.imports.sources.add(fixture('folders'))
  const choices = { ...defaultChoices, size: { height: 28, width: 28 }, channels: 1 as const }
  for await (const _ of studio.imports.start(source, 'Flowers', choices));
}

const config = {
  ...presetConfig('mlp-small'),
  dataset: { id: 'flowers', split: 'train' },
  batchSize: 4,
  duration: { unit: 'steps', count: 4000 },
  samples: { count: 4, cadence: { unit: 'steps', every: 4000 } },
  checkpoints: { cadence: { unit: 'steps', every: 20 }, keep: 2 },
  seed: 3,
} as const

async function until(studio: Studio<ProcessPort>, id: string, wanted: (run: RunSummary) => boolean) {
  for await (const event of studio.runs.watch(id)) if (event.type === 'run' && wanted(event.run)) return event.run
  throw new Error('the watch ended')
}

const ended = ({ status }: RunSummary) => ['failed', 'stopped', 'completed', 'interrupted'].includes(status.state)

test('a run goes on with the very images that it began with, or says what has changed', async () => {
  const root = join(temporaryFolder(), 'home')
  const studio = open(root)
  await flowers(studio)
  const { id } = await studio.runs.start({ project: 'first', name: null, preset: 'mlp-small', config })
  await until(studio, id, ({ progress }) => progress.step >= 20)
  await studio.runs.stop(id)

  const exclusion = { split: 'train', images: [2], classes: [] }
  await studio.curation.change('flowers', exclusion, 'exclude')
  await studio.runs.resume(id)
  const refused = await until(studio, id, ended)
  expect(refused.status).toMatchObject({
    state: 'failed',
    failure: { code: 'DATASET_CHANGED', message: expect.stringContaining('it trained on 9, now there are 8') },
  })
  const step = refused.progress.step

  await studio.curation.change('flowers', exclusion, 'restore')
  await studio.datasetShelf.discard('flowers')
  await studio.runs.resume(id)
  expect((await until(studio, id, ended)).status).toMatchObject({ failure: { code: 'UNKNOWN_DATASET' } })
  await studio.trash.purge('dataset', ['flowers'])

  // The same import gives the same bytes, so the run does not notice that its dataset was away, nor that its home moved.
  await flowers(studio)
  await studio.close()
  const moved = join(temporaryFolder(), 'moved')
  renameSync(root, moved)
  const again = open(moved)
  await again.runs.resume(id)
  await until(again, id, ({ status, progress }) => status.state === 'running' && progress.step > step)
  await again.runs.stop(id)
  expect(again.runs.show(id).status).toEqual({ state: 'stopped' })
})
