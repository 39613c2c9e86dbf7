import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CurveData, groupLines, runLines } from '../../../../src-renderer/compare/curves/build'
import {
  ofChosen,
  ofNames,
  readingOf,
  readKey,
  wishesOf,
  withCurves,
} from '../../../../src-renderer/compare/curves/curve-wishes'
import { GatheredCurves } from '../../../../src-renderer/compare/curves/gathered'
import { BY_SETUP, curveGroups } from '../../../../src-renderer/compare/curves/groups'
import { metricChoices, metricOf, recordedNames } from '../../../../src-renderer/compare/curves/metric-choice'
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
const whole = { type: 'whole' } as const
const runs = ['a', 'b'].map((id) => ({ id, title: `Run ${id}`, style }))
const options = { axis: 'step', smoothing: 0.5, band: 'deviation' } as const

describe('what is kept', () => {
  it('is of the chosen runs alone', () => {
    const { curves, axes } = ofChosen(data, new Set(['b', 'c']))
    expect([...curves.keys()]).toEqual(['b'])
    expect(curves.get('b')).toBe(data.curves.get('b'))
    expect([...axes.keys()]).toEqual(['b'])
  })

  it('is of the metrics that are drawn', () => {
    expect(ofNames(data, ['loss']).curves.get('a')?.get('loss')).toBe(data.curves.get('a')?.get('loss'))
    expect([...(ofNames(data, ['other']).curves.get('a')?.keys() ?? [])]).toEqual([])
  })
})

describe('curves that come in many answers', () => {
  it('are all drawn, the first at once, and each few times', () => {
    const answers = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(answers, (counts) => {
        const gathered = new GatheredCurves()
        let shown: CurveData = { curves: new Map(), axes: new Map() }
        let lines = 0
        const draw = () => {
          const next = gathered.drawn(shown)
          if (next !== shown) lines += next.curves.size
          shown = next
        }
        let runs = 0
        for (const count of counts) {
          const some = Array.from({ length: count }, () => curve(`${runs++}`, [1]))
          if (gathered.take(count, some, [])) draw()
          expect(shown.curves.size).toBeGreaterThan(0)
        }
        draw()
        expect([...shown.curves.keys()]).toEqual(Array.from({ length: runs }, (_, i) => `${i}`))
        // Each drawing but the last has a quarter of the lines of the one after it at most.
        expect(lines).toBeLessThanOrEqual((7 / 3) * runs)
      }),
    )
  })

  it('are drawn at once where the reading begins anew', () => {
    const gathered = new GatheredCurves()
    expect(gathered.take(25, [curve('a', [1])], [])).toBe(true)
    const first = gathered.drawn(data)
    expect(gathered.take(74, [], [])).toBe(false)
    expect(gathered.take(1, [], [])).toBe(true)
    gathered.drawn(first)
    gathered.begin()
    expect(gathered.take(1, [curve('c', [1])], [])).toBe(true)
    expect(gathered.drawn(first).curves.has('c')).toBe(true)
    expect(gathered.drawn(first)).toBe(first)
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

  it('are not smoothed a second time where they were before they were thinned', () => {
    const thin = withCurves(data, [{ ...curve('a', [4, 3, 2]), smoothed: 0.9 }], [])
    const [line] = runLines(runs, 'loss', thin, { ...options, smoothing: 0.5 })
    expect([...(line?.values ?? [])]).toEqual([4, 3, 2])
    expect(seriesCsv(line ? [line] : [], { axis: 'step', range: null })).toBe(
      'run,step,value,raw\nRun a,1,4,\nRun a,2,3,\nRun a,3,2,\n',
    )
    const one = { key: 'g', title: 'one', style, runs: ['a'], repeated: [] }
    expect([...(groupLines([one], 'loss', thin, options)[0]?.values ?? [])]).toEqual([4, 3, 2])
  })

  it('leave out runs whose place on the axis is not known', () => {
    const lines = runLines(runs, 'loss', data, { ...options, axis: 'epoch' })
    expect(lines.map(({ id, xs }) => [id, [...xs]])).toEqual([['a', [0.5, 1, 1.5]]])
  })
})

describe('lines of groups', () => {
  const group = { key: 'g', title: 'rate 1e-3', style, runs: ['a', 'b'], repeated: [] }

  it('are means with their band, of what is there', () => {
    const [line] = groupLines([group], 'loss', data, { ...options, smoothing: 0 })
    expect(line?.label).toBe('rate 1e-3 (2)')
    expect([...(line?.values ?? [])]).toEqual([3, 2, 3])
    expect([...(line?.band?.high ?? [])]).toEqual([3 + Math.SQRT2, Number.NaN, 3 + Math.SQRT2])
    const [wide] = groupLines([group], 'loss', data, { ...options, smoothing: 0, band: 'extremes' })
    expect([...(wide?.band?.low ?? [])]).toEqual([2, 2, 2])
  })

  it('keep in their extremes a spike that lies between the places of a long mean', () => {
    const values = (spike: number) => Array.from({ length: 10_000 }, (_, i) => (i === 5001 ? spike : 0))
    const long = withCurves(data, [curve('a', values(50)), curve('b', values(-70))], [])
    const [line] = groupLines([group], 'loss', long, { axis: 'step', smoothing: 0, band: 'extremes' })
    expect(line?.xs.length).toBe(3000)
    expect(Math.max(...(line?.band?.high ?? []))).toBe(50)
    expect(Math.min(...(line?.band?.low ?? []))).toBe(-70)
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

  it('have one run of each seed in their mean, the one that is the furthest', () => {
    const again = [...rows, runRow({ number: 4, seed: 1, step: 50, settings: { seed: 1, rate: 1e-3 } })]
    for (const by of ['rate', BY_SETUP]) {
      const [first] = curveGroups(again, columnsOf(again), by) ?? []
      expect([first?.runs, first?.repeated]).toEqual([['p-1', 'p-2'], ['p-4']])
    }
  })
})

describe('what is read', () => {
  it('is what is missing or older than the row', () => {
    const read = new Map([['a', new Map([['loss', readKey(10, whole)]])]])
    const rows = [
      { id: 'a', step: 10 },
      { id: 'b', step: 5 },
    ]
    expect(wishesOf(rows, ['loss', 'score'], read, whole)).toEqual([
      { id: 'a', names: ['score'] },
      { id: 'b', names: ['loss', 'score'] },
    ])
    expect(wishesOf([{ id: 'a', step: 10 }], ['loss'], read, whole)).toEqual([])
  })

  it('is whole as long as all values fit, and read again in the other way where they do not any more', () => {
    const rows = [
      { id: 'a', step: 10 },
      { id: 'b', step: 10 },
    ]
    expect(readingOf(rows, ['loss', 'score'], 0.9, 40)).toEqual(whole)
    const thinned = readingOf(rows, ['loss', 'score'], 0.9, 39)
    expect(thinned).toEqual({ type: 'thinned', points: 2000, smoothing: 0.9 })
    const read = new Map(rows.map(({ id }) => [id, new Map([['loss', readKey(10, whole)]])]))
    const all = rows.map(({ id }) => ({ id, names: ['loss'] }))
    expect(wishesOf(rows, ['loss'], read, thinned)).toEqual(all)
    for (const known of read.values()) known.set('loss', readKey(10, thinned))
    expect(wishesOf(rows, ['loss'], read, thinned)).toEqual([])
    expect(wishesOf(rows, ['loss'], read, readingOf(rows, ['loss', 'score'], 0.5, 39))).toEqual(all)
    expect(wishesOf(rows, ['loss'], read, whole)).toEqual(all)
  })

  it('a hundred runs of 100,000 values in four charts are whole', () => {
    const rows = Array.from({ length: 100 }, () => ({ step: 100_000 }))
    expect(readingOf(rows, ['a', 'b', 'c', 'd'], 0.9)).toEqual(whole)
    expect(readingOf([...rows, { step: 1 }], ['a', 'b', 'c', 'd'], 0.9).type).toBe('thinned')
  })

  it('offers what is recorded, what was measured, and the names of imported runs', () => {
    const names = metricChoices(new Set(['fakeScore', 'generatorLoss', 'val/acc']), new Set(['fid'] as const))
    expect(names.map(({ value }) => value)).toEqual(['generatorLoss', 'fakeScore', 'fid', 'val/acc'])
    expect(metricOf('fid').quantity).toBe('fid')
    expect(metricOf('val/acc').title).toBe('val/acc')
  })

  it('keeps what an imported run calls like a measured quantity apart from what was measured, and offers nothing twice', () => {
    const rows = [
      runRow({ means: { generatorLoss: 1 } }),
      runRow({ source: 'tensorboard', means: { fid: 20, generatorLoss: 2 } }),
    ]
    expect([...recordedNames(rows)]).toEqual(['generatorLoss', 'metric.fid'])
    const choices = metricChoices(new Set([...recordedNames(rows), 'fid']), new Set(['fid'] as const))
    expect(choices).toEqual([
      { value: 'generatorLoss', label: 'G loss' },
      { value: 'fid', label: 'FID' },
      { value: 'metric.fid', label: 'FID, imported' },
    ])
    expect(metricOf('metric.fid')).toMatchObject({ title: 'FID, imported', quantity: null })
  })
})

describe('files of a chart', () => {
  const [line] = runLines([{ id: 'a', title: 'A, "first"', style }], 'loss', data, { ...options, smoothing: 0 })
  const series = line ? [line] : []

  it('have the edges of bands beside the means', () => {
    const group = { key: 'g', title: 'rate', style, runs: ['a', 'b'], repeated: [] }
    const [mean] = groupLines([group], 'loss', data, { axis: 'step', smoothing: 0, band: 'extremes' })
    const lines = mean ? [...series, mean] : []
    expect(seriesCsv(lines, { axis: 'step', range: { min: 1, max: 2 } })).toBe(
      [
        'run,step,value,raw,low,high',
        '"A, ""first""",1,4,4,,',
        '"A, ""first""",2,,,,',
        'rate (2),1,3,3,2,4',
        'rate (2),2,2,2,2,2',
        '',
      ].join('\n'),
    )
  })

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
