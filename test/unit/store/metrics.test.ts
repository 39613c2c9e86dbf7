import type { StepBatch } from '@shared/runs/run'
import fc from 'fast-check'
import Database from 'libsql'
import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../../src-main/store/store'
import { temporaryHome } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

let store: Store
let run: string
let database: string

beforeEach(() => {
  const home = temporaryHome()
  database = home.paths.database
  store = home.store
  store.projects.add({ id: 'first', name: 'First', created: 1, opened: 1 })
  run = store.runs.add(newRun('first')).id
})

/** Rows of a table, as another connection sees them. */
function rowCount(table: string): number {
  const connection = new Database(database)
  const rows = connection.prepare(`SELECT * FROM ${table}`).all()
  connection.close()
  return rows.length
}

const losses = (firstStep: number, values: (number | null)[]): StepBatch => ({
  firstStep,
  series: { generatorLoss: values },
})

test('values come back bit for bit, and what is not finite as null', () => {
  const values = [0.1 + 0.2, -0, 5e-324, 1.7976931348623157e308, null, 1 / 3]
  store.metrics.append(run, losses(1, values))
  const [series] = store.metrics.series(run, ['generatorLoss'], null)
  expect(series?.steps).toEqual([1, 2, 3, 4, 5, 6])
  expect(series?.values.map((value) => Object.is(value, -0))).toEqual([false, true, false, false, false, false])
  expect(series?.values).toEqual(values)
})

test('an infinite value reads as null, not as a number that JSON cannot hold', () => {
  store.metrics.append(run, losses(1, [Number.POSITIVE_INFINITY, 1, Number.NaN]))
  expect(store.metrics.series(run, ['generatorLoss'], null)[0]?.values).toEqual([null, 1, null])
  expect([...store.metrics.read(run, 'generatorLoss').values]).toEqual([Number.POSITIVE_INFINITY, 1, Number.NaN])
})

test('any order of batches and rewinds leaves what the last writes say', () => {
  type Model = Map<number, number>
  const action = fc.oneof(
    fc.record({
      type: fc.constant('append' as const),
      // How far the batch begins before (or, as a gap, after) the end of what is there.
      back: fc.integer({ min: -3, max: 40 }),
      values: fc.array(fc.double(), { minLength: 1, maxLength: 60 }),
    }),
    fc.record({ type: fc.constant('truncate' as const), back: fc.integer({ min: 0, max: 200 }) }),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
      store.metrics.truncate(run, 0)
      const model: Model = new Map()
      for (const step of actions) {
        const end = Math.max(0, ...model.keys())
        const from = step.type === 'append' ? Math.max(1, end + 1 - step.back) : end - step.back + 1
        for (const key of [...model.keys()]) if (key >= from) model.delete(key)
        if (step.type === 'truncate') {
          store.metrics.truncate(run, from - 1)
          continue
        }
        for (const [index, value] of step.values.entries()) model.set(from + index, value)
        store.metrics.append(run, losses(from, step.values))
      }
      const { steps, values } = store.metrics.read(run, 'generatorLoss')
      const expected = [...model].sort(([a], [b]) => a - b)
      expect([...steps]).toEqual(expected.map(([key]) => key))
      expect([...values]).toEqual(expected.map(([, value]) => value))
    }),
    { numRuns: 60 },
  )
})

test('a long series in small batches becomes few chunks', () => {
  const steps = 20_000
  store.transaction(() => {
    for (let first = 1; first <= steps; first += 7) {
      const count = Math.min(7, steps - first + 1)
      store.metrics.append(
        run,
        losses(
          first,
          Array.from({ length: count }, (_, index) => first + index),
        ),
      )
    }
  })
  const { values } = store.metrics.read(run, 'generatorLoss')
  expect([...values]).toEqual(Array.from({ length: steps }, (_, index) => index + 1))
  expect(rowCount('metric_chunk')).toBeLessThan(30)
})

test('a batch longer than a chunk is kept whole', () => {
  const values = Array.from({ length: 10_000 }, (_, index) => Math.cos(index))
  store.metrics.append(run, losses(1, values))
  expect(store.metrics.series(run, ['generatorLoss'], null)[0]?.values).toEqual(values)
})

test('a thinned series keeps its extremes, with their steps', () => {
  const values = Array.from({ length: 5000 }, (_, index) => Math.sin(index / 300))
  values[1234] = 99
  values[4321] = -99
  store.metrics.append(run, losses(1, values))
  const [series] = store.metrics.series(run, ['generatorLoss'], 100)
  expect(series?.values.length).toBeLessThanOrEqual(100)
  const at = (step: number) => series?.values[series.steps.indexOf(step)]
  expect([at(1), at(1235), at(4322), at(5000)]).toEqual([values[0], 99, -99, values.at(-1)])
})

test('series are apart from each other, from run to run and from name to name', () => {
  const other = store.runs.add(newRun('first')).id
  store.metrics.append(run, { firstStep: 1, series: { generatorLoss: [1, 2], realScore: [0.5, 0.6] } })
  store.metrics.append(other, losses(1, [7]))
  store.metrics.truncate(other, 0)
  expect(store.metrics.names(run)).toEqual(['generatorLoss', 'realScore'])
  expect(store.metrics.names(other)).toEqual([])
  expect(store.metrics.series(run, ['realScore', 'fakeScore'], null)).toEqual([
    { name: 'realScore', steps: [1, 2], values: [0.5, 0.6] },
    { name: 'fakeScore', steps: [], values: [] },
  ])
})
