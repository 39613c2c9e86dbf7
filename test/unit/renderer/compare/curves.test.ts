import { describe, expect, it } from 'vitest'
import { groupLines, runLines } from '../../../../src-renderer/compare/curves/build'
import { ofChosen, wishesOf, withCurves } from '../../../../src-renderer/compare/curves/curve-wishes'
import { BY_SETUP, curveGroups } from '../../../../src-renderer/compare/curves/groups'
import { metricChoices, metricOf } from '../../../../src-renderer/compare/curves/metric-choice'
import { seriesCsv, seriesJson } from '../../../../src-renderer/compare/curves/series-files'
import { columnsOf } from '../../../../src-shared/compare/columns'
import { runRow } from '../../../support/run-rows'

const style = { token: 'run-1', dash: [] } as const
const curve = (run: string, y: readonly number[]) => ({
  run,
  name: 'loss',
  x: Float64Array.from(y, (_, i) => i + 1),
  y: Float64Array.from(y),
})
const knots = { steps: [0, 10], values: [0, 5] }
const data = withCurves(
  { curves: new Map(), axes: new Map() },
  [curve('a', [4, Number.NaN, 2]), curve('b', [2, 2, 4])],
  [
    { run: 'a', epoch: knots, images: null, time: null },
    { run: 'b', epoch: null, images: null, time: null },
  ],
)
const runs = ['a', 'b'].map((id) => ({ id, title: `Run ${id}`, style }))
const options = { axis: 'step', smoothing: 0.5, band: 'deviation' } as const

describe('what is kept', () => {
  it('is of the chosen runs alone', () => {
    const { curves, axes } = ofChosen(data, new Set(['b', 'c']))
    expect([...curves.keys()]).toEqual(['b'])
    expect(curves.get('b')).toBe(data.curves.get('b'))
    expect([...axes.keys()]).toEqual(['b'])
  })
})

describe('lines of runs', () => {
  it('are smoothed over the trace that stays behind them', () => {
    const [a, b] = runLines(runs, 'loss', data, options)
    expect([...(a?.values ?? [])]).toEqual([4, Number.NaN, (0.5 * 4 + 2) / 1.5])
    expect([...(a?.raw ?? [])]).toEqual([4, Number.NaN, 2])
    expect(b?.xs.at(-1)).toBe(3)
    expect(runLines(runs, 'loss', data, { ...options, smoothing: 0 }).some(({ raw }) => raw !== undefined)).toBe(false)
    expect(runLines(runs, 'other', data, options)).toEqual([])
  })

  it('leave out runs whose place on the axis is not known', () => {
    const lines = runLines(runs, 'loss', data, { ...options, axis: 'epoch' })
    expect(lines.map(({ id, xs }) => [id, [...xs]])).toEqual([['a', [0.5, 1, 1.5]]])
  })
})

describe('lines of groups', () => {
  const group = { key: 'g', title: 'rate 1e-3', style, runs: ['a', 'b'] }

  it('are means with their band, of what is there', () => {
    const [line] = groupLines([group], 'loss', data, { ...options, smoothing: 0 })
    expect(line?.label).toBe('rate 1e-3 (2)')
    expect([...(line?.values ?? [])]).toEqual([3, 2, 3])
    expect([...(line?.band?.high ?? [])]).toEqual([3 + Math.SQRT2, Number.NaN, 3 + Math.SQRT2])
    const [wide] = groupLines([group], 'loss', data, { ...options, smoothing: 0, band: 'extremes' })
    expect([...(wide?.band?.low ?? [])]).toEqual([2, 2, 2])
  })

  it('are that of the run where there is one', () => {
    const [line] = groupLines([{ ...group, runs: ['b', 'none'] }], 'loss', data, { ...options, smoothing: 0 })
    expect([...(line?.values ?? [])]).toEqual([2, 2, 4])
    expect(line?.band).toBeUndefined()
  })
})

describe('groups of runs', () => {
  const rows = [1, 2, 3].map((number) =>
    runRow({ number, seed: number, settings: { seed: number, rate: number < 3 ? 1e-3 : 1e-4 } }),
  )

  it('share a setting, or everything but the seed, and have the style of their first run', () => {
    const by = curveGroups(rows, columnsOf(rows), 'rate')
    expect(by?.map(({ title, runs: of }) => [title, of])).toEqual([
      ['rate 0.001', ['p-1', 'p-2']],
      ['rate 0.0001', ['p-3']],
    ])
    expect(by?.map(({ style: own }) => own.token)).toEqual(['run-1', 'run-3'])
    expect(curveGroups(rows, columnsOf(rows), BY_SETUP)?.map(({ runs: of }) => of.length)).toEqual([2, 1])
    expect(curveGroups(rows, columnsOf(rows), null)).toBeNull()
  })
})

describe('what is read', () => {
  it('is what is missing or older than the row', () => {
    const read = new Map([['a', new Map([['loss', 10]])]])
    const rows = [
      { id: 'a', step: 10 },
      { id: 'b', step: 5 },
    ]
    expect(wishesOf(rows, ['loss', 'score'], read)).toEqual([
      { id: 'a', names: ['score'] },
      { id: 'b', names: ['loss', 'score'] },
    ])
    expect(wishesOf([{ id: 'a', step: 10 }], ['loss'], read)).toEqual([])
  })

  it('offers what is recorded, what was measured, and the names of imported runs', () => {
    const names = metricChoices(new Set(['fakeScore', 'generatorLoss', 'val/acc']), new Set(['fid'] as const))
    expect(names.map(({ value }) => value)).toEqual(['generatorLoss', 'fakeScore', 'fid', 'val/acc'])
    expect(metricOf('fid').quantity).toBe('fid')
    expect(metricOf('val/acc').title).toBe('val/acc')
  })
})

describe('files of a chart', () => {
  const [line] = runLines([{ id: 'a', title: 'A, "first"', style }], 'loss', data, { ...options, smoothing: 0 })
  const series = line ? [line] : []

  it('hold what is in view; values that are not finite are empty', () => {
    const part = { axis: 'step', range: { min: 2, max: 3 } } as const
    expect(seriesCsv(series, part)).toBe('run,step,value,raw\n"A, ""first""",2,,\n"A, ""first""",3,2,2\n')
    expect(JSON.parse(seriesJson('Loss', series, part))).toEqual({
      title: 'Loss',
      axis: 'step',
      lines: [{ label: 'A, "first"', step: [2, 3], values: [null, 2] }],
    })
  })
})
