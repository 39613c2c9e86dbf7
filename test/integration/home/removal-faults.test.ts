import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { localDisk } from '../../../src-main/datasets/disk'
import { DatasetsService } from '../../../src-main/datasets/service'
import { DatasetShelf } from '../../../src-main/datasets/shelf'
import { homePaths } from '../../../src-main/home/home'
import { type OpenHome, openHome } from '../../../src-main/home/open'
import { ProjectShelf } from '../../../src-main/projects/shelf'
import { RunShelf } from '../../../src-main/runs/shelf'
import { Watchers } from '../../../src-main/runs/watchers'
import { fixture } from '../../support/dataset-fixtures'
import { diskFaults, Faults } from '../../support/failing-files'
import { importSource } from '../../support/import'
import { temporaryFolder } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

const open: OpenHome[] = []
afterEach(() => {
  for (const home of open.splice(0)) home.close()
})

function start(root: string): OpenHome {
  const home = openHome(homePaths(root))
  open.push(home)
  return home
}

/** What can be deleted: how it comes into a home, how it is deleted, whether the records know it, and where it is. */
interface Deletable {
  add(home: OpenHome): Promise<void>
  remove(home: OpenHome, faults: Faults): Promise<void>
  known(home: OpenHome): boolean
  folder(home: OpenHome): string
  file: string
}

const failing = (faults: Faults) => ({
  ...localDisk,
  async rename(from: string, to: string) {
    faults.check('rename')
    await localDisk.rename(from, to)
  },
  async remove(path: string) {
    faults.check('remove')
    await localDisk.remove(path)
  },
})

/** Lets the removal of records fail as a fault of the disk makes it fail. */
function failingRecords(records: { remove(id: string): void }, faults: Faults): void {
  const real = records.remove.bind(records)
  vi.spyOn(records, 'remove').mockImplementation((id) => {
    faults.check('the records')
    real(id)
  })
}

function addRun(home: OpenHome): void {
  home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const { id } = home.store.runs.add(newRun('p'))
  home.store.runs.update(id, { status: { state: 'completed' } })
  mkdirSync(home.paths.samples('p', id), { recursive: true })
  writeFileSync(join(home.paths.samples('p', id), 'step-1.png'), 'picture')
}

const deletables: Record<string, Deletable> = {
  'a run in the trash': {
    async add(home) {
      addRun(home)
      home.store.runs.discard('p-1')
    },
    async remove(home, faults) {
      failingRecords(home.store.runs, faults)
      const options = { home, watchers: new Watchers(0), isBusy: () => false, now: Date.now, disk: failing(faults) }
      await new RunShelf(options).purge(null)
    },
    known: (home) => home.store.runs.trash().length === 1,
    folder: (home) => home.paths.run('p', 'p-1'),
    file: 'samples/step-1.png',
  },
  'a project in the trash': {
    async add(home) {
      addRun(home)
      home.store.projects.discard('p', 1)
    },
    async remove(home, faults) {
      failingRecords(home.store.projects, faults)
      const options = { home, watchers: new Watchers(0), isBusy: () => false, now: Date.now, disk: failing(faults) }
      await new ProjectShelf(options).purge(null)
    },
    known: (home) => home.store.projects.trash().some(({ id }) => id === 'p'),
    folder: (home) => home.paths.project('p'),
    file: 'runs/p-1/samples/step-1.png',
  },
  'a dataset in the trash': {
    async add(home) {
      const { folder, manifest } = await importSource(fixture('folders.zip'))
      await localDisk.makeFolder(home.paths.datasets)
      await localDisk.rename(folder, home.paths.dataset(manifest.id))
      home.store.datasets.put(manifest)
      home.store.datasets.discard(manifest.id, 1)
    },
    async remove(home, faults) {
      failingRecords(home.store.datasets, faults)
      const datasets = new DatasetsService(home, { bundles: temporaryFolder() })
      await new DatasetShelf({ home, datasets, now: Date.now, disk: failing(faults) }).purge(null)
    },
    known: (home) => home.store.datasets.trash().some(({ manifest }) => manifest.id === 'imported'),
    folder: (home) => home.paths.dataset('imported'),
    file: 'train.pixels',
  },
}

test.each(Object.keys(deletables).flatMap((what) => diskFaults.map((fault) => [what, fault] as const)))(
  'deleting %s with %s at any write: all of it is there, or nothing',
  async (what, fault) => {
    const thing = deletables[what]
    if (thing === undefined) throw new Error(what)
    const faults = new Faults()
    for (let call = 0; ; call++) {
      const root = join(temporaryFolder(), 'home')
      const first = start(root)
      await thing.add(first)
      const content = readFileSync(join(thing.folder(first), thing.file))
      faults.arm(call, fault)
      const error = await thing.remove(first, faults).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      vi.restoreAllMocks()
      first.close()
      if (!faults.failed) {
        if (error !== undefined) throw error
        // Aside, records, content, and the place to go aside to.
        expect(call).toBe(4)
        break
      }
      const next = start(root)
      const there = thing.known(next)
      expect(existsSync(thing.folder(next)), `call ${call}`).toBe(there)
      if (there) expect(readFileSync(join(thing.folder(next), thing.file)).equals(content)).toBe(true)
      // What was reported as deleted is gone, and what was refused is there.
      expect(error === undefined, `call ${call}`).toBe(!there)
      const around = dirname(thing.folder(next))
      expect(
        existsSync(around) ? readdirSync(around).filter((name) => name.startsWith('.')) : [],
        `call ${call}`,
      ).toEqual([])
      next.close()
    }
  },
)

test.each(Object.keys(deletables))(
  'of a process that is killed, %s is there at the next start, whole, and comes back',
  async (what) => {
    const thing = deletables[what]
    if (thing === undefined) throw new Error(what)
    const root = join(temporaryFolder(), 'home')
    const first = start(root)
    await thing.add(first)
    const content = readFileSync(join(thing.folder(first), thing.file))
    const killed = join(temporaryFolder(), 'killed')
    cpSync(root, killed, { recursive: true })
    const next = start(killed)
    // What a start does with datasets must not take it out of the trash.
    await new DatasetsService(next, { bundles: temporaryFolder() }).prepare()
    expect(next.store.notices).toEqual([])
    expect(thing.known(next)).toBe(true)
    next.store.projects.restore('p')
    next.store.datasets.restore('imported')
    if (what === 'a run in the trash') next.store.runs.restore('p-1')
    expect(thing.known(next)).toBe(false)
    expect(readFileSync(join(thing.folder(next), thing.file)).equals(content)).toBe(true)
  },
)
