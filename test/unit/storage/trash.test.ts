import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { localDisk } from '../../../src-main/datasets/disk'
import { DatasetsService } from '../../../src-main/datasets/service'
import { DatasetShelf } from '../../../src-main/datasets/shelf'
import { ProjectsService } from '../../../src-main/projects/service'
import { ProjectShelf } from '../../../src-main/projects/shelf'
import { RunShelf } from '../../../src-main/runs/shelf'
import { Watchers } from '../../../src-main/runs/watchers'
import { Trash } from '../../../src-main/storage/trash'
import { trashTime } from '../../../src-shared/storage/trash'
import { fixture } from '../../support/dataset-fixtures'
import { importSource } from '../../support/import'
import { exportedProject, openProject } from '../../support/project-files'
import { temporaryFolder, temporaryHome } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

function setUp() {
  const home = temporaryHome()
  const { store, paths } = home
  const busy = new Set<string>()
  let time = Date.now()
  const options = { home, watchers: new Watchers(0), isBusy: (id: string) => busy.has(id), now: () => time }
  const datasets = new DatasetsService(home, { bundles: temporaryFolder() })
  const [projects, sets, runs] = [
    new ProjectShelf(options),
    new DatasetShelf({ ...options, datasets }),
    new RunShelf(options),
  ]
  const trash = new Trash({ project: projects, dataset: sets, run: runs.bin }, () => time)
  const addProject = (id: string): string[] => {
    store.projects.add({ id, name: id.toUpperCase(), created: 1, opened: 1 })
    return [1, 2].map(() => {
      const run = store.runs.add(newRun(id))
      store.runs.update(run.id, { status: { state: 'completed' } })
      mkdirSync(paths.run(id, run.id), { recursive: true })
      writeFileSync(join(paths.run(id, run.id), 'file'), 'x')
      return run.id
    })
  }
  const addDataset = async (): Promise<string> => {
    const { folder, manifest } = await importSource(fixture('folders.zip'))
    mkdirSync(paths.datasets, { recursive: true })
    await localDisk.rename(folder, paths.dataset(manifest.id))
    store.datasets.put(manifest)
    return manifest.id
  }
  const wait = (milliseconds: number) => {
    time += milliseconds
  }
  return { home, store, paths, busy, datasets, projects, sets, runs, trash, addProject, addDataset, wait }
}

const unknown = (code: string) => expect.objectContaining({ code })

test('a deleted project is in no list, nor are its runs, and comes back with everything that it had', () => {
  const { store, projects, runs, trash, addProject } = setUp()
  const [one = '', two = ''] = addProject('p')
  addProject('q')
  const steps = Float64Array.of(1, 2)
  const series = [{ name: 'loss', steps, values: steps, seconds: null }]
  const log = store.external.add({ project: 'p', name: 'log', source: 'csv', settings: {}, series, created: 1 }).id
  runs.discard([two])
  const before = store.run(one)
  expect(projects.discard('p')).toMatchObject({ kind: 'project', id: 'p', name: 'P', runs: 2 })

  expect(store.projects.cards().map(({ id }) => id)).toEqual(['q'])
  expect(store.projects.ids()).toEqual(['q'])
  expect(store.runs.list(null).map(({ project }) => project)).toEqual(['q', 'q'])
  expect(store.runs.ids()).not.toContain(one)
  expect(store.rows.runs({ project: null, ids: null }).map(({ project }) => project)).toEqual(['q', 'q'])
  expect(store.external.list({ project: null, ids: null })).toEqual([])
  expect(() => store.run(one)).toThrow(unknown('UNKNOWN_RUN'))
  expect(() => store.projects.get('p')).toThrow(unknown('UNKNOWN_PROJECT'))
  expect(() => store.runs.add(newRun('p'))).toThrow(unknown('UNKNOWN_PROJECT'))
  // What was in the trash before is part of it now.
  expect(trash.list().map(({ kind, id }) => [kind, id])).toEqual([['project', 'p']])
  expect(() => runs.restore([two])).toThrow(unknown('UNKNOWN_RUN'))
  expect(() => projects.discard('p')).toThrow(unknown('UNKNOWN_PROJECT'))

  trash.restore('project', 'p')
  expect(store.run(one)).toEqual(before)
  expect(store.external.list({ project: 'p', ids: null }).map(({ id }) => id)).toEqual([log])
  expect(trash.list().map(({ kind, id }) => [kind, id])).toEqual([['run', two]])
  expect(() => trash.restore('project', 'p')).toThrow(unknown('UNKNOWN_PROJECT'))
})

test('a project with a run in progress, or that a process is about to work on, is not deleted', () => {
  const { store, busy, projects, addProject } = setUp()
  const [one = ''] = addProject('p')
  busy.add(one)
  expect(() => projects.discard('p')).toThrow(unknown('IN_USE'))
  busy.clear()
  store.runs.add(newRun('p'))
  expect(() => projects.discard('p')).toThrow(unknown('IN_USE'))
  expect(store.runs.list('p')).toHaveLength(3)
})

test('emptying the trash deletes a project with its files, and nothing else', async () => {
  const { store, paths, projects, trash, addProject } = setUp()
  addProject('gone')
  addProject('kept')
  await expect(trash.purge('project', ['gone'])).rejects.toMatchObject({ code: 'UNKNOWN_PROJECT' })
  projects.discard('gone')
  await trash.purge('project', null)
  expect([existsSync(paths.project('gone')), existsSync(paths.project('kept'))]).toEqual([false, true])
  expect([store.projects.everyId(), store.runs.everyId('gone'), trash.list()]).toEqual([['kept'], [], []])
})

test('the identifier of a deleted project is not given away', async () => {
  const { home, store, projects, addProject } = setUp()
  store.projects.add({ id: 'empty', name: 'Empty', created: 1, opened: 1 })
  addProject('p')
  const file = await exportedProject(home, 'p')
  projects.discard('p')
  projects.discard('empty')
  expect(new ProjectsService(home).create('Empty').id).toBe('empty-2')
  expect((await openProject(home, file)).project.id).toBe('p-2')
  expect(
    store.projects
      .trash()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['empty', 'p'])
})

test('a project that comes in says that its dataset is in the trash', async () => {
  const { home, store, addProject, addDataset } = setUp()
  await addDataset()
  const [manifest] = store.datasets.list()
  if (manifest === undefined) throw new Error('nothing was imported')
  store.datasets.put({ ...manifest, id: 'mnist' })
  addProject('p')
  const file = await exportedProject(home, 'p')
  expect((await openProject(home, file)).datasets).toEqual([{ id: 'mnist', outcome: 'here' }])
  store.datasets.discard('mnist', 1)
  expect((await openProject(home, file)).datasets).toEqual([{ id: 'mnist', outcome: 'trashed' }])
})

test('a deleted dataset is in no list, says where it is, survives a start, and comes back', async () => {
  const { home, store, datasets, sets, trash, addDataset } = setUp()
  const id = await addDataset()
  await datasets.prepare()
  expect(await sets.discard(id)).toMatchObject({ kind: 'dataset', id, images: 9 })
  expect(await datasets.list()).toEqual([])
  await expect(datasets.images(id, 'train')).rejects.toThrow('is in the trash')
  await expect(sets.discard(id)).rejects.toMatchObject({ code: 'UNKNOWN_DATASET' })
  await new DatasetsService(home, { bundles: temporaryFolder() }).prepare()
  const [manifest] = store.datasets.every()
  if (manifest) store.datasets.put(manifest)
  expect(trash.list().map(({ kind }) => kind)).toEqual(['dataset'])
  trash.restore('dataset', id)
  expect((await datasets.images(id, 'train')).count).toBe(9)
  expect(() => trash.restore('dataset', id)).toThrow(unknown('UNKNOWN_DATASET'))
})

test('a dataset that a run trains on is not deleted', async () => {
  const { store, sets, addDataset } = setUp()
  const id = await addDataset()
  store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const run = newRun('p')
  store.runs.add({ ...run, config: { ...run.config, dataset: { ...run.config.dataset, id } } })
  await expect(sets.discard(id)).rejects.toMatchObject({ code: 'IN_USE' })
  expect(store.datasets.list()).toHaveLength(1)
})

test('the trash keeps everything for 30 days and then deletes it', async () => {
  const { store, paths, projects, sets, runs, trash, addProject, addDataset, wait } = setUp()
  addProject('p')
  const [run = ''] = addProject('q')
  const id = await addDataset()
  projects.discard('p')
  await sets.discard(id)
  runs.discard([run])
  wait(trashTime - 60_000)
  await trash.expire()
  expect(trash.list()).toHaveLength(3)
  wait(120_000)
  await trash.expire()
  expect(trash.list()).toEqual([])
  expect(store.projects.everyId()).toEqual(['q'])
  expect([paths.project('p'), paths.dataset(id), paths.run('q', run)].map(existsSync)).toEqual([false, false, false])
})

test('what is restored while its files are about to go stays', async () => {
  const { home, store, paths, addProject } = setUp()
  addProject('p')
  store.projects.discard('p', 1)
  const disk = {
    ...localDisk,
    async rename(from: string, to: string) {
      await localDisk.rename(from, to)
      store.projects.restore('p')
    },
  }
  const shelf = new ProjectShelf({ home, watchers: new Watchers(0), isBusy: () => false, now: Date.now, disk })
  await expect(shelf.purge(['p'])).rejects.toMatchObject({ code: 'UNKNOWN_PROJECT' })
  expect([store.projects.ids(), existsSync(join(paths.run('p', 'p-1'), 'file'))]).toEqual([['p'], true])
})
