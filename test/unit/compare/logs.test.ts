import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCsvLog } from '../../../src-main/compare/import/csv-log'
import { LogImport } from '../../../src-main/compare/import/service'
import { CompareService } from '../../../src-main/compare/service'
import { Watchers } from '../../../src-main/runs/watchers'
import { eventRecord, firstRecord } from '../../../src-main/tensorboard/write-events'
import { temporaryFolder, temporaryHome } from '../../support/studio-home'

test('a log of Lightning: steps, empty cells that are no points, nan that is a gap, texts that are left out', () => {
  const log = readCsvLog('epoch,step,train_loss,val_loss,note\n0,10,1.5,,a\n0,20,nan,,b\n1,30,,0.25,c\n')
  if (log.type !== 'run') throw new Error(log.reason)
  expect(log.series.map(({ name, steps, values }) => [name, [...steps], [...values]])).toEqual([
    ['epoch', [10, 20, 30], [0, 0, 1]],
    ['train_loss', [10, 20], [1.5, Number.NaN]],
    ['val_loss', [30], [0.25]],
  ])
  expect(log.notes).toEqual(['Columns with texts are left out: note'])
})

test('times since the epoch become seconds since the start; lines are counted where there are no steps', () => {
  const log = readCsvLog('Wall time;Step;Value\n1700000000.5;0;3\n1700000002.5;4;2\n')
  expect(log).toMatchObject({
    type: 'run',
    started: 1700000000.5,
    series: [{ name: 'Value', seconds: Float64Array.of(0, 2) }],
  })
  const plain = readCsvLog('loss\n3\n2\n')
  expect(plain).toMatchObject({
    type: 'run',
    series: [{ steps: Float64Array.of(0, 1), values: Float64Array.of(3, 2), seconds: null }],
  })
})

test('steps come in order, and of several values at one step the last stands', () => {
  expect(readCsvLog('step,loss\n2,5\n1,7\n2,6\n')).toMatchObject({
    series: [{ steps: Float64Array.of(1, 2), values: Float64Array.of(7, 6) }],
  })
})

test.each([
  ['', 'no lines'],
  ['a,b\n', 'no lines'],
  ['a,b\nx,y\n', 'none of its columns'],
  ['a,"b\n1,2\n', 'Quote'],
])('%j is no log', (text, reason) => {
  const log = readCsvLog(text)
  expect(log.type === 'none' && log.reason).toContain(reason)
})

function logsHome() {
  const home = temporaryHome()
  home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const watchers = new Watchers(0)
  return { home, logs: new LogImport(home, watchers, () => 5), compare: new CompareService(home, watchers) }
}

test('a folder of logs becomes runs that have rows and curves beside those of the studio', async () => {
  const { logs, compare } = logsHome()
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'a/b'), { recursive: true })
  writeFileSync(join(folder, 'a/b/log.csv'), 'step,loss,seconds\n1,4,0.5\n2,3,1.5\n')
  writeFileSync(join(folder, 'a/broken.csv'), 'x\n')
  const settings = { type: 'settings' as const, settings: { lr: 0.1, seed: 7, dataset: 'mnist' }, started: 1000 }
  const events = [
    firstRecord(1000),
    eventRecord({ wallTime: 1000, step: 0, values: [settings] }),
    eventRecord({ wallTime: 1001, step: 1, values: [{ type: 'scalar', tag: 'loss/train', value: 0.5 }] }),
    eventRecord({ wallTime: 1003, step: 9, values: [{ type: 'scalar', tag: 'loss/train', value: 0.25 }] }),
  ]
  writeFileSync(join(folder, 'events.out.tfevents.1.host'), Buffer.concat([...events, Buffer.from([1, 2])]))
  const { imported, notes } = await logs.importFrom(folder, 'p')
  expect(imported).toHaveLength(2)
  expect(notes.map(({ note }) => note)).toEqual([
    expect.stringContaining('within a record'),
    expect.stringContaining('no lines'),
  ])
  const rows = compare.rows('p', null)
  expect(rows.map(({ name, source, state, step, seed }) => [name, source, state, step, seed])).toEqual([
    [expect.stringContaining('gan-studio-'), 'tensorboard', 'imported', 9, 7],
    ['a/b', 'csv', 'imported', 2, null],
  ])
  expect(rows[0]).toMatchObject({
    settings: { lr: 0.1 },
    means: { 'loss/train': 0.25 },
    dataset: 'mnist',
    trainingSeconds: 2,
  })
  const ids = rows.map(({ id }) => id)
  const { curves, axes } = compare.curves(ids, ['loss/train', 'loss'], null)
  expect(curves.map(({ run, name, x, y }) => [run, name, [...x], [...y]])).toEqual([
    [ids[0], 'loss/train', [1, 9], [0.5, 0.25]],
    [ids[1], 'loss', [1, 2], [4, 3]],
  ])
  expect(axes[0]?.time).toEqual({ steps: [1, 9], values: [0, 2] })
})

test('pictures of event files are kept by their tag, and what is left out is told', async () => {
  const { logs, compare } = logsHome()
  const folder = temporaryFolder()
  const png = (last: number) => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, last])
  const image = (tag: string, step: number, bytes: Uint8Array) =>
    eventRecord({
      wallTime: step,
      step,
      values: [{ type: 'image' as const, tag, height: 1, width: 1, channels: 1, png: bytes }],
    })
  const many = Array.from({ length: 401 }, (_, step) => image('many', step, png(step % 256)))
  const records = [
    firstRecord(0),
    image('samples', 8, png(1)),
    image('samples', 2, png(2)),
    image('samples', 8, png(3)),
    image('samples', 9, Uint8Array.of(1, 2, 3, 4)),
    ...many,
  ]
  writeFileSync(join(folder, 'events.out.tfevents.1.host'), Buffer.concat(records))
  const { imported, notes } = await logs.importFrom(folder, 'p')
  const [id = ''] = imported
  const [pictures] = compare.pictures([id, 'p-99'])
  expect(pictures?.tags.map(({ tag, steps }) => [tag, steps.length, steps[0], steps.at(-1)])).toEqual([
    ['many', 400, 0, 400],
    ['samples', 2, 2, 8],
  ])
  expect([...compare.picture(id, 1, 8)]).toEqual([...png(3)])
  expect(notes.map(({ note }) => note)).toEqual([
    '1 pictures that are no PNG, JPEG or GIF are left out',
    '400 of the 401 pictures “many” are kept, spread evenly',
  ])
  expect(() => compare.picture(id, 1, 7)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  expect(() => compare.picture(id, 2, 8)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
})

test.each([
  ['nothing', 'There is nothing at'],
  ['image.png', 'neither an event file nor a CSV'],
  ['empty', 'There is no log in'],
])('%s is refused with what to choose', async (name, message) => {
  const { logs } = logsHome()
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'image.png'), 'x')
  mkdirSync(join(folder, 'empty'))
  await expect(logs.importFrom(join(folder, name), 'p')).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining(message),
  })
})
