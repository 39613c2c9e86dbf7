import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RunShelf } from '../../../src-main/runs/shelf'
import { Watchers } from '../../../src-main/runs/watchers'
import { temporaryHome } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

function setUp() {
  const home = temporaryHome()
  const { store, paths } = home
  store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const busy = new Set<string>()
  const shelf = new RunShelf({ home, watchers: new Watchers(0), isBusy: (id) => busy.has(id), now: Date.now })
  const add = () => {
    const { id } = store.runs.add(newRun('p'))
    store.runs.update(id, { status: { state: 'completed' } })
    mkdirSync(paths.run('p', id), { recursive: true })
    writeFileSync(join(paths.run('p', id), 'file'), 'x')
    return id
  }
  const addExternal = () => {
    const steps = Float64Array.of(1, 2)
    const series = [{ name: 'loss', steps, values: steps, seconds: null }]
    return store.external.add({ project: 'p', name: 'log', source: 'csv', settings: {}, series, created: 1 }).id
  }
  return { store, paths, busy, shelf, add, addExternal }
}

test('a deleted run is in no list and comes back with everything that it had', async () => {
  const { store, paths, shelf, add, addExternal } = setUp()
  const [id, other] = [add(), addExternal()]
  store.metrics.append(id, { firstStep: 1, series: { generatorLoss: [1, 2] } })
  const before = store.run(id)
  expect(
    shelf
      .discard([id, other])
      .map((run) => run.id)
      .sort(),
  ).toEqual([id, other].sort())
  expect(store.runs.list('p')).toEqual([])
  expect(store.projects.cards()).toMatchObject([{ runs: 0 }])
  expect(store.external.list({ project: null, ids: null })).toEqual([])
  expect(() => store.run(id)).toThrow(expect.objectContaining({ code: 'UNKNOWN_RUN' }))
  expect(store.runs.add(newRun('p')).number).toBe(3)
  shelf.restore([id, other])
  expect(store.run(id)).toEqual(before)
  expect(existsSync(join(paths.run('p', id), 'file'))).toBe(true)
  expect([...store.metrics.read(id, 'generatorLoss').values]).toEqual([1, 2])
  expect([...(store.external.series(other, 'loss')?.values ?? [])]).toEqual([1, 2])
  expect(() => shelf.restore([id])).toThrow(expect.objectContaining({ code: 'UNKNOWN_RUN' }))
})

test('all runs are deleted or none, and none that is at work', () => {
  const { store, busy, shelf, add } = setUp()
  const [first, second] = [add(), add()]
  busy.add(second)
  expect(() => shelf.discard([first, second])).toThrow(expect.objectContaining({ code: 'IN_USE' }))
  expect(() => shelf.discard([first, 'p-99'])).toThrow(expect.objectContaining({ code: 'UNKNOWN_RUN' }))
  expect(store.runs.list('p')).toHaveLength(2)
})

test('emptying the trash deletes the files', async () => {
  const { store, paths, shelf, add } = setUp()
  const [old, young] = [add(), add()]
  shelf.discard([old, young])
  await shelf.purge([young])
  expect([existsSync(paths.run('p', young)), existsSync(paths.run('p', old))]).toEqual([false, true])
  await expect(shelf.purge([young])).rejects.toMatchObject({ code: 'UNKNOWN_RUN' })
  await shelf.purge(null)
  expect(shelf.trash()).toEqual([])
  expect(existsSync(paths.run('p', old))).toBe(false)
  expect(() => store.runs.restore(old)).toThrow(expect.objectContaining({ code: 'UNKNOWN_RUN' }))
})

test('tags, notes, names and the archive are kept for runs of the studio and from elsewhere', () => {
  const { store, shelf, add, addExternal } = setUp()
  const ids = [add(), addExternal()]
  shelf.annotate(ids, { addTags: ['a', 'b'], notes: 'first', archived: true })
  shelf.annotate(ids, { addTags: ['b', 'c'], removeTags: ['a'], name: 'new' })
  const expected = { tags: ['b', 'c'], notes: 'first', archived: true, name: 'new' }
  expect(store.run(ids[0] ?? '')).toMatchObject(expected)
  expect(store.external.get(ids[1] ?? '')).toMatchObject(expected)
  expect(() => shelf.annotate([...ids, 'p-99'], { addTags: ['d'] })).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_RUN' }),
  )
  expect(store.run(ids[0] ?? '').tags).toEqual(['b', 'c'])
})
