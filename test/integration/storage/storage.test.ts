import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinFileNames } from '@shared/runs/files'
import { afterEach, expect, test } from 'vitest'
import { localDisk } from '../../../src-main/datasets/disk'
import { DatasetsService } from '../../../src-main/datasets/service'
import { DatasetShelf } from '../../../src-main/datasets/shelf'
import { homePaths } from '../../../src-main/home/home'
import { type OpenHome, openHome } from '../../../src-main/home/open'
import { ProjectShelf } from '../../../src-main/projects/shelf'
import { RunShelf } from '../../../src-main/runs/shelf'
import { Watchers } from '../../../src-main/runs/watchers'
import { StorageService } from '../../../src-main/storage/service'
import { Trash } from '../../../src-main/storage/trash'
import { configHash } from '../../../src-main/trainer/checkpoint/manifest'
import { loadCheckpoint, saveCheckpoint } from '../../../src-main/trainer/checkpoint/store'
import { disk } from '../../../src-main/trainer/files/disk'
import { fixture } from '../../support/dataset-fixtures'
import { diskFaults, Faults } from '../../support/failing-files'
import { importSource } from '../../support/import'
import { temporaryFolder } from '../../support/studio-home'
import { newRun, presetConfig } from '../../support/studio-records'

const open: OpenHome[] = []
afterEach(() => {
  for (const home of open.splice(0)) home.close()
})

function start(root: string): OpenHome {
  const home = openHome(homePaths(root))
  open.push(home)
  return home
}

const config = presetConfig('mlp-small')
const weights = { name: 'generator/dense/kernel', shape: [64], trainable: true }

/** A checkpoint of the trainer on the disk, and its record. */
async function keep(home: OpenHome, run: string, step: number): Promise<string> {
  const manifest = {
    version: 1 as const,
    run,
    step,
    epoch: 0,
    created: 1,
    engine: 'reference' as const,
    config,
    configHash: configHash(config),
    changes: [],
    imageCount: 1,
    trainingSeconds: 1,
    epochSums: { steps: 0, sums: {} },
  }
  const snapshot = { state: { [weights.name]: new Float32Array(64).fill(step) }, optimisers: {} }
  const folder = home.paths.checkpoints('p', run)
  mkdirSync(folder, { recursive: true })
  const name = await saveCheckpoint(disk, folder, manifest, snapshot, [weights])
  home.store.checkpoints.put(run, { name, step, epoch: 0, created: 1 })
  return name
}

const pin = (home: OpenHome, run: string, name: string, why: keyof typeof pinFileNames) =>
  writeFileSync(join(home.paths.checkpoint('p', run, name), pinFileNames[why]), '')

function addRun(home: OpenHome, state: 'completed' | 'running' = 'completed'): string {
  if (!home.store.projects.ids().includes('p')) {
    home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  }
  const { id } = home.store.runs.add(newRun('p'))
  home.store.runs.update(id, { status: { state } })
  return id
}

const service = (home: OpenHome, faults?: Faults): StorageService => {
  const failing = {
    ...localDisk,
    async rename(from: string, to: string) {
      faults?.check('rename')
      await localDisk.rename(from, to)
    },
    async remove(path: string) {
      faults?.check('remove')
      await localDisk.remove(path)
    },
  }
  const shared = { home, watchers: new Watchers(0), isBusy: () => false, disk: failing, now: Date.now }
  const datasets = new DatasetsService(home, { bundles: temporaryFolder() })
  const bins = {
    project: new ProjectShelf(shared),
    dataset: new DatasetShelf({ ...shared, datasets }),
    run: new RunShelf(shared).bin,
  }
  return new StorageService({ ...shared, trash: new Trash(bins, Date.now) })
}

/** The checkpoints of a run that are known, each of which is there, loads, and is the only thing that is there. */
async function sound(home: OpenHome, run: string): Promise<number[]> {
  const records = home.store.checkpoints.list(run)
  const folder = home.paths.checkpoints('p', run)
  expect(readdirSync(folder).sort()).toEqual(records.map(({ name }) => name).sort())
  for (const { name, step } of records) {
    expect((await loadCheckpoint(disk, join(folder, name))).manifest.step).toBe(step)
  }
  return records.map(({ step }) => step)
}

const wish = (...kinds: ('checkpoints' | 'caches' | 'trash')[]) => ({ kinds, project: null })
const blocks = (bytes: number) => Buffer.alloc(bytes, 1)

test('shows what would go and changes nothing, then takes exactly that, and what it says is what the disk gains', async () => {
  const home = start(join(temporaryFolder(), 'home'))
  const run = addRun(home)
  const names: string[] = []
  for (const step of [10, 20, 30, 40]) names.push(await keep(home, run, step))
  pin(home, run, names[0] ?? '', 'measures')
  pin(home, run, names[1] ?? '', 'alerts')
  const deleted = addRun(home)
  await keep(home, deleted, 10)
  mkdirSync(home.paths.samples('p', deleted), { recursive: true })
  writeFileSync(join(home.paths.samples('p', deleted), 'step-0000010.png'), blocks(3000))
  home.store.runs.discard(deleted)
  mkdirSync(home.paths.graphs, { recursive: true })
  writeFileSync(join(home.paths.graphs, 'a.graph'), blocks(5000))
  const storage = service(home)

  const before = await storage.usage()
  expect(before).toMatchObject({
    caches: 5000,
    trash: { counts: { run: 1, project: 0, dataset: 0 } },
    projects: [{ id: 'p', runs: 1, samples: 0 }],
  })
  expect(before.projects[0]?.checkpoints).toBe(
    names
      .flatMap((name) => {
        const folder = home.paths.checkpoint('p', run, name)
        return readdirSync(folder).map((file) => statSync(join(folder, file)).size)
      })
      .reduce((sum, size) => sum + size, 0),
  )
  const plan = await storage.plan(wish('checkpoints', 'caches', 'trash'))
  expect(plan.items.map((item) => [item.kind, item.kind === 'checkpoints' ? item.step : 0])).toEqual([
    ['checkpoints', 30],
    ['caches', 0],
    ['trash', 0],
  ])
  expect(await storage.usage()).toMatchObject({ ...before, free: expect.any(Number) })

  const done = await storage.clean(wish('checkpoints', 'caches', 'trash'))
  expect(done).toEqual(plan)
  const after = await storage.usage()
  expect(before.total - before.database - (after.total - after.database)).toBe(done.bytes)
  expect(after).toMatchObject({ caches: 0, trash: { counts: { run: 0 }, bytes: 0 } })
  expect(await sound(home, run)).toEqual([10, 20, 40])
  expect(existsSync(home.paths.run('p', deleted))).toBe(false)
  expect(await storage.clean(wish('checkpoints', 'caches', 'trash'))).toEqual({ items: [], bytes: 0 })
})

test('what is in the trash is counted there alone, shown with what it frees, and gone with a clean-up', async () => {
  const home = start(join(temporaryFolder(), 'home'))
  const [kept, thrown] = [addRun(home), addRun(home)]
  await keep(home, kept, 10)
  await keep(home, thrown, 10)
  home.store.runs.discard(thrown)
  const { folder, manifest } = await importSource(fixture('folders.zip'))
  // A copy: the fixture shares its files with others.
  cpSync(folder, home.paths.dataset(manifest.id), { recursive: true })
  home.store.datasets.put(manifest)
  const storage = service(home)
  const before = await storage.usage()
  expect(before).toMatchObject({ projects: [{ id: 'p' }], datasets: [{ id: manifest.id }] })

  home.store.datasets.discard(manifest.id, 1)
  home.store.projects.discard('p', 2)
  const after = await storage.usage()
  expect(after).toMatchObject({ projects: [], datasets: [], other: before.other })
  expect(after.trash.counts).toEqual({ project: 1, dataset: 1, run: 0 })
  const held = before.projects.reduce((sum, { checkpoints, other }) => sum + checkpoints + other, 0)
  expect(after.trash.bytes).toBe(before.trash.bytes + held + (before.datasets[0]?.bytes ?? 0))

  const plan = await storage.plan(wish('trash'))
  expect(plan.items).toMatchObject([
    { kind: 'trash', of: 'project', id: 'p', name: 'P' },
    { kind: 'trash', of: 'dataset', id: manifest.id },
  ])
  expect(plan.bytes).toBe(after.trash.bytes)
  expect(await storage.clean(wish('trash'))).toEqual(plan)
  expect([existsSync(home.paths.project('p')), existsSync(home.paths.dataset(manifest.id))]).toEqual([false, false])
  expect(await storage.usage()).toMatchObject({ trash: { bytes: 0 }, projects: [], datasets: [] })
})

test('a damaged newest checkpoint leaves the one that the run can go on from, and itself', async () => {
  const home = start(join(temporaryFolder(), 'home'))
  const run = addRun(home)
  const names: string[] = []
  for (const step of [10, 20, 30]) names.push(await keep(home, run, step))
  const [, , newest = ''] = names
  const tensors = join(home.paths.checkpoint('p', run, newest), 'tensors.safetensors')
  const { size } = statSync(tensors)
  // As long as it was, but with other bytes: only reading it tells.
  truncateSync(tensors, size - 4)
  writeFileSync(tensors, Buffer.from([9, 9, 9, 9]), { flag: 'a' })
  const done = await service(home).clean(wish('checkpoints'))
  expect(done.items.map((item) => (item.kind === 'checkpoints' ? item.step : undefined))).toEqual([10])
  expect(home.store.checkpoints.list(run).map(({ step }) => step)).toEqual([20, 30])
  const { manifest } = await loadCheckpoint(disk, home.paths.checkpoint('p', run, names[1] ?? ''))
  expect(manifest.step).toBe(20)
})

test('a run at work, a run whose checkpoints are all damaged, and another project keep everything', async () => {
  const home = start(join(temporaryFolder(), 'home'))
  const [working, broken] = [addRun(home, 'running'), addRun(home)]
  for (const step of [10, 20, 30]) {
    await keep(home, working, step)
    const name = await keep(home, broken, step)
    truncateSync(join(home.paths.checkpoint('p', broken, name), 'tensors.safetensors'), 8)
  }
  home.store.projects.add({ id: 'q', name: 'Q', created: 2, opened: 2 })
  expect((await service(home).clean(wish('checkpoints', 'trash'))).items).toEqual([])
  const finished = addRun(home)
  for (const step of [10, 20]) await keep(home, finished, step)
  const clean = (project: string) => service(home).clean({ kinds: ['checkpoints', 'caches', 'trash'], project })
  expect((await clean('q')).items).toEqual([])
  expect((await clean('p')).items).toMatchObject([{ kind: 'checkpoints', run: finished, step: 10 }])
  await expect(clean('nowhere')).rejects.toMatchObject({ code: 'UNKNOWN_PROJECT' })
})

test('bytes that a branch shares with its run are gained only when both let go of them', async () => {
  const home = start(join(temporaryFolder(), 'home'))
  const [run, branch] = [addRun(home), addRun(home)]
  const shared = await keep(home, run, 10)
  const from = home.paths.checkpoint('p', run, shared)
  const to = home.paths.checkpoint('p', branch, shared)
  mkdirSync(to, { recursive: true })
  for (const file of readdirSync(from)) linkSync(join(from, file), join(to, file))
  home.store.checkpoints.put(branch, { name: shared, step: 10, epoch: 0, created: 1 })
  await keep(home, run, 20)
  const storage = service(home)
  const before = await storage.usage()
  expect(await storage.clean(wish('checkpoints'))).toMatchObject({ items: [{ run, step: 10, bytes: 0 }], bytes: 0 })
  expect((await storage.usage()).total - before.total).toBe((await storage.usage()).database - before.database)
  expect(await sound(home, branch)).toEqual([10])
})

test.each(diskFaults)(
  '%s at any write of a clean-up leaves each thing whole or gone, and the home opens',
  async (fault) => {
    const faults = new Faults()
    for (let call = 0; ; call++) {
      const root = join(temporaryFolder(), 'home')
      const first = start(root)
      const run = addRun(first)
      for (const step of [10, 20]) await keep(first, run, step)
      const deleted = addRun(first)
      await keep(first, deleted, 10)
      first.store.runs.discard(deleted)
      faults.arm(call, fault)
      const said = await service(first, faults)
        .clean(wish('checkpoints', 'trash'))
        .then(
          ({ items }) => items.length,
          () => undefined,
        )
      first.close()
      const next = start(root)
      const steps = await sound(next, run)
      expect(steps.at(-1), `call ${call}`).toBe(20)
      const trashed = next.store.runs.trash().length
      expect(existsSync(next.paths.run('p', deleted)), `call ${call}`).toBe(trashed === 1)
      if (said !== undefined) expect([steps, trashed]).toEqual([[20], 0])
      next.close()
      if (!faults.failed) {
        expect(said).toBe(2)
        break
      }
    }
  },
)
