import { deltaOf } from '@shared/compare/baseline'
import { columnsOf, differingColumns } from '@shared/compare/columns'
import { mixOf, mixWords } from '@shared/compare/comparable'
import type { RunRow } from '@shared/compare/row'
import { rowSettings } from '@shared/compare/settings'
import { sortRows } from '@shared/compare/sort'
import { configLeaves } from '@shared/runs/difference'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measuredOnce, measuredRowCell, runRow } from '../../../support/run-rows'
import { presetConfig } from '../../../support/studio-records'

const columnOf = (rows: readonly RunRow[], id: string) => {
  const column = columnsOf(rows).find((one) => one.id === id)
  if (column === undefined) throw new Error(`no column ${id}`)
  return column
}

test('settings get the kind of their values, and one of mixed values is a text', () => {
  const rows = [
    runRow({ settings: { batchSize: 64, 'ema.on': true, mixed: 1 } }),
    runRow({ number: 2, settings: { batchSize: null, 'ema.on': false, mixed: 'two' } }),
  ]
  const kinds = ['batchSize', 'ema.on', 'mixed'].map((id) => columnOf(rows, id).kind)
  expect(kinds).toEqual(['number', 'flag', 'text'])
  expect(rows.map((row) => columnOf(rows, 'mixed').value(row))).toEqual(['1', 'two'])
})

test('ids are unique, whatever the metrics of an imported run are called', () => {
  const rows = [runRow({ source: 'csv', means: { step: 5, 'Loss/train': 2 } })]
  const ids = columnsOf(rows).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(columnOf(rows, 'metric.step').value(rows[0] ?? runRow())).toBe(5)
})

test('an imported quantity has a column of its own, whatever the studio measured, and says what it is', () => {
  const log = runRow({ number: 2, source: 'csv', means: { fid: 30, accuracy: 0.9, batchSize: 7 } })
  const own = runRow({ measures: [measuredOnce(20)], means: { accuracy: 0.8 } })
  for (const rows of [[log], [own, log]]) expect(columnOf(rows, 'metric.fid').value(log)).toBe(30)
  expect(columnOf([log], 'metric.fid').title).toBe('Imported FID, last value')
  expect(columnOf([own, log], 'fid').value(log)).toBeNull()
  expect(columnOf([own, log], 'metric.batchSize').value(log)).toBe(7)
  const title = (rows: readonly RunRow[]) => columnOf(rows, 'accuracy').title.replace(/^.*, /, '')
  expect([title([own]), title([log]), title([own, log])]).toEqual(['last epoch', 'last value', 'last epoch or value'])
})

test('only what differs: settings that some rows lack count, equal ones and the seed do not', () => {
  const rows = [
    runRow({ settings: { batchSize: 64, seed: 1, 'penalty.weight': 10, same: 'x' } }),
    runRow({ number: 2, settings: { batchSize: 32, seed: 2, same: 'x' } }),
  ]
  expect(differingColumns(columnsOf(rows), rows).map(({ id }) => id)).toEqual(['batchSize', 'penalty.weight'])
})

test('what an imported run does not say of its settings is not known to differ; what it says may', () => {
  const own = [1, 2].map((number) => runRow({ number, settings: { batchSize: 64, rate: 0.1 } }))
  const rows = [...own, runRow({ number: 3, source: 'tensorboard', settings: { rate: 0.2 } })]
  expect(differingColumns(columnsOf(rows), rows).map(({ id }) => id)).toEqual(['rate'])
})

test('a quantity has its best, its last and, where it was asked for, its value at a step, with how it was measured', () => {
  const row = runRow({
    measures: [
      { quantity: 'fid', last: measuredRowCell(9), best: measuredRowCell(7, { step: 50 }), at: measuredRowCell(8) },
    ],
  })
  const value = (id: string) => columnOf([row], id).value(row)
  expect(['fid', 'fid.last', 'fid.at', 'fid.step', 'fid.samples', 'fid.features'].map(value)).toEqual([
    7,
    9,
    8,
    50,
    5000,
    'MNIST’s classes',
  ])
  const few = { quantity: 'fid' as const, last: measuredRowCell(9), best: measuredRowCell(9) }
  const fewer = runRow({ measures: [{ ...few, at: measuredRowCell(8, { samples: 50, step: 40, features: null }) }] })
  const atStep = ['fid.at.step', 'fid.at.samples', 'fid.at.features', 'fid.samples']
  expect(atStep.map((id) => columnOf([fewer], id).value(fewer))).toEqual([40, 50, 'pixels', 5000])
  const once = runRow({ measures: [measuredOnce(1)] })
  expect(columnsOf([once]).some(({ id }) => id === 'fid.at')).toBe(false)
})

test('missing values come last in both directions, and texts are in the order in which people count', () => {
  const rows = [
    runRow({ number: 1, name: 'run 10', trainingSeconds: null }),
    runRow({ number: 2, name: 'run 9', trainingSeconds: 2 }),
    runRow({ number: 3, name: 'Run 1', trainingSeconds: 1 }),
  ]
  const sorted = (id: string, descending: boolean) =>
    sortRows(rows, [{ column: columnOf(rows, id), descending }]).map(({ number }) => number)
  expect(sorted('seconds', false)).toEqual([3, 2, 1])
  expect(sorted('seconds', true)).toEqual([2, 3, 1])
  expect(sorted('name', false)).toEqual([3, 2, 1])
})

test('sorting is stable and loses no row', () => {
  const value = fc.option(fc.integer({ min: 0, max: 3 }))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), fc.boolean(), (values, descending) => {
      const rows = values.map((step, index) => runRow({ number: index + 1, trainingSeconds: step }))
      const sorted = sortRows(rows, [{ column: columnOf([runRow()], 'seconds'), descending }])
      expect([...sorted].sort((a, b) => a.number - b.number)).toEqual(rows)
      for (const [index, row] of sorted.entries()) {
        const next = sorted[index + 1]
        if (next === undefined) continue
        const [a, b] = [row.trainingSeconds, next.trainingSeconds]
        if (a === b) expect(row.number).toBeLessThan(next.number)
        else if (b !== null) expect(descending ? Number(a) > b : a !== null && a < b).toBe(true)
      }
    }),
  )
})

test('values that were measured in different ways are sorted apart, those of the most rows first, and are told', () => {
  const measured = (number: number, value: number | null, samples = 5000) =>
    runRow({ number, measures: value === null ? [] : [measuredOnce(value, { samples })] })
  const rows = [
    measured(1, 1, 50),
    measured(2, 30),
    measured(3, null),
    measured(4, 20),
    measured(5, 2, 50),
    measured(6, 9),
  ]
  const fid = columnOf(rows, 'fid')
  const sorted = (descending: boolean) => sortRows(rows, [{ column: fid, descending }]).map(({ number }) => number)
  expect(sorted(false)).toEqual([6, 4, 2, 1, 5, 3])
  expect(sorted(true)).toEqual([2, 4, 6, 5, 1, 3])
  const mix = mixOf(fid, rows)
  if (mix === undefined) throw new Error('there are two ways')
  expect(mix).toEqual({ differs: ['number of samples'], others: new Set(['p-1', 'p-5']) })
  expect(mixWords(mix)).toContain('2 runs were measured otherwise than most (number of samples)')
  expect(mixOf(fid, rows.slice(1, 4))).toBeUndefined()
  expect(mixOf(columnOf(rows, 'seconds'), rows)).toBeUndefined()
})

test('a value of which it is not known how it was measured is compared with no known one', () => {
  const own = runRow({ means: { accuracy: 0.8 } })
  const log = runRow({ number: 2, source: 'csv', dataset: null, split: null, means: { accuracy: 0.9 } })
  const accuracy = columnOf([own, log], 'accuracy')
  for (const [row, baseline] of [[log, own] as const, [own, log] as const]) {
    const delta = deltaOf(accuracy, row, baseline)
    expect(delta).toEqual({ type: 'incomparable', differs: ['kind of value', 'dataset', 'split'] })
  }
  const unknown = { ...accuracy, basis: (row: RunRow) => (row === log ? null : { key: 'k', parts: { split: 'test' } }) }
  expect(deltaOf(unknown, log, own)).toEqual({ type: 'incomparable', differs: ['split'] })
})

test('a delta says which is better, and that values of different measurements have none', () => {
  const [base, better, other, none] = [
    runRow({ measures: [measuredOnce(10)] }),
    runRow({ number: 2, measures: [measuredOnce(8)] }),
    runRow({ number: 3, measures: [measuredOnce(8, { samples: 1000 })] }),
    runRow({ number: 4 }),
  ]
  const fid = columnOf([base], 'fid')
  expect(deltaOf(fid, better, base)).toEqual({ type: 'number', difference: -2, relative: -0.2, better: true })
  expect(deltaOf(fid, other, base)).toEqual({ type: 'incomparable', differs: ['number of samples'] })
  expect(deltaOf(fid, none, base)).toEqual({ type: 'missing' })
})

test('the settings of a row are those of the config, its networks one text each that tells other layers apart', () => {
  const config = presetConfig('mlp-small')
  const settings = rowSettings(config)
  const plain = [...configLeaves(config)].filter(([path]) => !path.startsWith('architecture.networks.'))
  expect(settings).toMatchObject(Object.fromEntries(plain))
  expect(settings['architecture.networks.generator']).toMatch(/^\d+ layers, [0-9a-f]{8}$/)
  const text = JSON.stringify(config)
  const wider = rowSettings(JSON.parse(text.replace('"units":100', '"units":101')))
  const differing = Object.keys(settings).filter((path) => settings[path] !== wider[path])
  expect(differing).toHaveLength(1)
  expect(differing[0]).toMatch(/^architecture\.networks\./)
})
