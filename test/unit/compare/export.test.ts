import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { picturesOf } from '@shared/families/registry'
import { sampleFileName } from '@shared/runs/files'
import { expect, test } from 'vitest'
import { DataExport } from '../../../src-main/compare/export/service'
import { LogImport } from '../../../src-main/compare/import/service'
import { CompareService } from '../../../src-main/compare/service'
import { type Disk, localDisk } from '../../../src-main/datasets/disk'
import { Watchers } from '../../../src-main/runs/watchers'
import { temporaryFolder, temporaryHome } from '../../support/studio-home'
import { newRun, noProgress, presetConfig } from '../../support/studio-records'

/** A disk on which files can be made and nothing written. */
const fullDisk: Disk = {
  ...localDisk,
  async create(file) {
    const write = () => Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' }))
    return { ...(await localDisk.create(file)), write }
  },
}

const losses = [0.1, 1 / 3, Number.NaN, 4e-300, -5]

/** A grey PNG of 3 × 2 pixels, and the beginnings of a GIF of 3 × 2 and of a JPEG of 5 × 4. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNkMDJimHbiFwAGggK+LjRbnQAAAABJRU5ErkJggg==',
  'base64',
)
const gif = Buffer.from('47494638396103000200', 'hex')
const jpeg = Buffer.from('ffd8ffc0000b080004000501011100', 'hex')

function setUp() {
  const home = temporaryHome()
  const { store, paths } = home
  store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const watchers = new Watchers(0)
  const compare = new CompareService(home, watchers)
  const { id } = store.runs.add(newRun('p', { name: 'one, "two"' }))
  store.metrics.append(id, { firstStep: 1, series: { generatorLoss: losses, realScore: losses.slice(0, 2) } })
  store.epochs.put(id, { epoch: 1, step: 5, means: { generatorLoss: 2, realScore: null } })
  store.samples.put(id, { step: 5, epoch: 1 })
  mkdirSync(dirname(paths.samples('p', id)), { recursive: true })
  const way = { checkpoint: 'step-5', features: null, samples: 10, dataset: 'mnist', split: 'train', seed: 0, at: 1 }
  store.measuredValues.put(id, { ...way, quantity: 'swd', value: 12.5, error: null, step: 5 })
  store.runs.update(id, { progress: { ...noProgress, step: 5 }, trainingSeconds: 10, tags: ['kept'] })
  const out = join(temporaryFolder(), 'out')
  return { home, id, out, data: new DataExport(home, compare), compare, logs: new LogImport(home, watchers, () => 1) }
}

test('curves that were exported as CSV come in again as they were', async () => {
  const { id, out, data, logs, compare } = setUp()
  expect(await data.write(id, 'csv', out)).toEqual(['curves.csv', 'epochs.csv', 'measured.csv'])
  expect(readdirSync(out).sort()).toEqual(['curves.csv', 'epochs.csv', 'measured.csv'])
  const { imported } = await logs.importFrom(join(out, 'curves.csv'), 'p')
  const { curves, axes } = compare.curves(imported, ['generatorLoss', 'realScore'], null)
  expect(curves.map(({ y }) => [...y])).toEqual([losses, losses.slice(0, 2)])
  expect([...(curves[0]?.x ?? [])]).toEqual([1, 2, 3, 4, 5])
  expect(axes[0]?.time?.values).toEqual([2, 4, 6, 8, 10])
  expect(readFileSync(join(out, 'epochs.csv'), 'utf8')).toBe('epoch,step,generatorLoss,realScore\n1,5,2,\n')
  expect(readFileSync(join(out, 'measured.csv'), 'utf8')).toContain('5,swd,12.5,,pixels,10,mnist,train,0\n')
})

test('event files come in again with their settings, as float32', async () => {
  const { id, out, data, logs, compare } = setUp()
  await data.write(id, 'tensorboard', out)
  const { imported } = await logs.importFrom(out, 'p')
  const { curves } = compare.curves([...imported, id], ['generatorLoss', 'metric.swd'], null)
  expect(curves.map(({ run, name, y }) => [run, name, [...y]])).toEqual([
    [imported[0], 'generatorLoss', losses.map(Math.fround)],
    [imported[0], 'metric.swd', [12.5]],
    [id, 'generatorLoss', losses],
  ])
  const [own] = compare.rowsOf([id])
  const [row] = compare.rowsOf(imported)
  const known = Object.entries(own?.settings ?? {}).filter(([, value]) => value !== null)
  expect(row?.settings).toEqual(Object.fromEntries(known))
  expect(row?.seed).toBe(own?.seed)
  expect([row?.dataset, row?.split]).toEqual([own?.dataset, own?.split])
})

test('every kind of picture goes out, comes in and goes out again, whatever its form', async () => {
  const home = temporaryHome()
  const { store, paths } = home
  store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const watchers = new Watchers(0)
  const compare = new CompareService(home, watchers)
  const [data, logs] = [new DataExport(home, compare), new LogImport(home, watchers, () => 1)]
  const config = presetConfig('vae')
  const [, other] = picturesOf(config)
  if (other === undefined) throw new Error('this family has one picture')
  const { id } = store.runs.add(newRun('p', { config }))
  const folder = paths.samples('p', id)
  mkdirSync(folder, { recursive: true })
  store.samples.put(id, { step: 5, epoch: 1 })
  store.samples.put(id, { step: 9, epoch: 1 })
  const forms = { png, gif, jpeg }
  writeFileSync(join(folder, sampleFileName(5)), png)
  writeFileSync(join(folder, sampleFileName(5, other)), gif)
  writeFileSync(join(folder, sampleFileName(9, other)), jpeg)
  const out = join(temporaryFolder(), 'out')
  await data.write(id, 'tensorboard', join(out, '1'))
  const [first = ''] = (await logs.importFrom(join(out, '1'), 'p')).imported
  await data.write(first, 'tensorboard', join(out, '2'))
  const [second = ''] = (await logs.importFrom(join(out, '2'), 'p')).imported
  for (const run of [first, second]) {
    expect(compare.pictures([run])).toEqual([
      {
        run,
        tags: [
          { tag: 'samples', steps: [5] },
          { tag: `samples/${other}`, steps: [5, 9] },
        ],
      },
    ])
    const read = [compare.picture(run, 0, 5), compare.picture(run, 1, 5), compare.picture(run, 1, 9)]
    expect(read.map((bytes) => Buffer.from(bytes))).toEqual([forms.png, forms.gif, forms.jpeg])
  }
})

test('one JSON document has the row, the config and every curve', async () => {
  const { home, id, out, data } = setUp()
  await data.write(id, 'json', out)
  const document: unknown = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))
  expect(document).toMatchObject({
    id,
    tags: ['kept'],
    config: home.store.run(id).config,
    curves: [
      { name: 'generatorLoss', steps: [1, 2, 3, 4, 5], values: [0.1, 1 / 3, null, 4e-300, -5] },
      { name: 'realScore' },
      { name: 'swd', steps: [5], values: [12.5] },
    ],
  })
})

test('a table has a line for each run and quotes what has to be', () => {
  const { id, data } = setUp()
  const [titles, line, ...others] = data.table([id]).split('\n')
  expect(titles?.split(',').slice(0, 3)).toEqual(['name', 'number', 'id'])
  expect(line).toMatch(/^"one, ""two""",1,p-1,queued,/)
  expect(others).toEqual([''])
})

test('a folder that is there is left alone, and a full disk leaves nothing behind', async () => {
  const { home, id, out, compare, data } = setUp()
  mkdirSync(out)
  await expect(data.write(id, 'csv', out)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const elsewhere = join(dirname(out), 'elsewhere')
  const full = new DataExport(home, compare, fullDisk)
  await expect(full.write(id, 'csv', elsewhere)).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect(readdirSync(dirname(out))).toEqual(['out'])
})
