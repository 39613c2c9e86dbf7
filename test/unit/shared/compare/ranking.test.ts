import { columnsOf } from '@shared/compare/columns'
import { type Ranking, rank } from '@shared/compare/ranking'
import type { MeasuredCell, RunRow } from '@shared/compare/row'
import { expect, test } from 'vitest'
import { measuredOnce, runRow } from '../../../support/run-rows'

/** Runs of one learning rate, one a seed. */
const runs = (rate: number, values: readonly number[], change: Partial<MeasuredCell> = {}): RunRow[] =>
  values.map((value, index) =>
    runRow({
      id: `p-${rate * 1000}-${index}`,
      seed: index,
      settings: { 'optimisers.generator.learningRate': rate, seed: index, 'samples.count': index },
      measures: [measuredOnce(value, change)],
    }),
  )

function ranked(rows: readonly RunRow[], id = 'fid'): Ranking {
  const column = columnsOf(rows).find((one) => one.id === id)
  if (column === undefined) throw new Error(`no column ${id}`)
  return rank(rows, column)
}

test('the best mean over seeds wins where its interval to each other excludes 0', () => {
  const result = ranked([...runs(0.001, [20, 21, 22]), ...runs(0.01, [40, 41, 43]), ...runs(0.1, [90, 91, 95])])
  if (result.type !== 'winner') throw new Error(result.words)
  expect(result.winner).toMatchObject({
    setup: { label: 'generator.learningRate 1e-3' },
    statistics: { count: 3, mean: 21, deviation: 1 },
  })
  expect(result.ranked.map(({ statistics }) => statistics.mean)).toEqual([21, 124 / 3, 92])
  expect(result.margin.difference).toBeCloseTo(21 - 124 / 3)
  expect(result.words).toContain('lower than generator.learningRate 0.01 (97.5 % interval')
})

test('where higher is better, the highest wins', () => {
  const rows = [...runs(0.001, [0, 0]), ...runs(0.01, [0, 0])].map((row, index) => ({
    ...row,
    measures: [measuredOnce(index < 2 ? 0.1 + index / 1000 : 0.9 + index / 1000, {}, 'recall')],
  }))
  expect(ranked(rows, 'recall')).toMatchObject({
    type: 'winner',
    winner: { setup: { label: 'generator.learningRate 0.01' } },
  })
})

test('overlapping seeds are not enough to tell', () => {
  const result = ranked([...runs(0.001, [20, 30, 25]), ...runs(0.01, [24, 28, 29]), ...runs(0.1, [90, 91, 95])])
  if (result.type !== 'undecided') throw new Error(result.words)
  expect(result.reason).toBe('overlap')
  expect(result.leaders.map(({ setup }) => setup.label)).toEqual([
    'generator.learningRate 1e-3',
    'generator.learningRate 0.01',
  ])
  expect(result.words).toContain('generator.learningRate 1e-3 has best FID 25 ± 5 (3 seeds)')
  expect(result.words).toMatch(/may differ by anything from −\d+\.?\d* to \d+\.?\d*, so either may be better\./)
})

test('one seed tells no spread, and the same seed twice is one run', () => {
  expect(ranked([...runs(0.001, [20]), ...runs(0.01, [40, 41])])).toMatchObject({
    type: 'undecided',
    reason: 'too-few-seeds',
  })
  const twice = [...runs(0.001, [20]), ...runs(0.001, [20]), ...runs(0.01, [40, 41])]
  expect(ranked(twice)).toMatchObject({ type: 'undecided', reason: 'too-few-seeds' })
  expect(ranked(twice).words).toContain('1 run that repeats a seed is not counted')
})

test.each([
  [{ samples: 1000 }, ['number of samples']],
  [{ features: null }, ['feature network']],
  [{ features: { id: 'f'.repeat(16), title: 'Mine' }, split: 'test' }, ['feature network', 'split']],
  [{ dataset: 'fashion' }, ['dataset']],
])('values that were measured otherwise are not ranked: %o', (change, differs) => {
  const result = ranked([...runs(0.001, [20, 21]), ...runs(0.01, [40, 41], change)])
  expect(result).toMatchObject({ type: 'incomparable', differs })
  expect(result.type === 'incomparable' && result.groups.map(({ runs: ids }) => ids.length)).toEqual([2, 2])
})

test('one setup, no value, and a column in which nothing is better say so', () => {
  expect(ranked(runs(0.001, [20, 21]))).toMatchObject({ type: 'single', only: { statistics: { count: 2 } } })
  expect(ranked(runs(0.001, [20, 21]), 'step')).toMatchObject({ type: 'none' })
  const [fid] = columnsOf(runs(0.001, [1])).filter(({ id }) => id === 'fid')
  expect(fid && rank([runRow()], fid)).toMatchObject({ type: 'none' })
})

test('runs without a value and runs at work are named', () => {
  const rows = [...runs(0.001, [20, 21]), ...runs(0.01, [40, 41])]
  const [first, ...others] = rows
  const active = first === undefined ? [] : [{ ...first, state: 'running' as const }]
  const { words } = ranked([...active, ...others, runRow({ id: 'p-none', state: 'failed', settings: {} })])
  expect(words).toContain('1 run without a value is not counted')
  expect(words).toContain('1 run still trains')
})

test('runs of one setup whose seeds are not known count as one: they may be one log that was imported twice', () => {
  const log = (id: string, rate: number, value: number) =>
    runRow({ id, source: 'csv', seed: null, settings: { rate }, measures: [measuredOnce(value)] })
  const result = ranked([log('a', 1, 20), log('b', 1, 20), log('c', 2, 40), log('d', 2, 41)])
  expect(result).toMatchObject({ type: 'undecided', reason: 'too-few-seeds' })
  expect(result.words).toContain('2 runs of unknown seed, which may repeat another, are not counted.')
})

test('seeds that all have one value tell no spread, and so no winner', () => {
  const result = ranked([...runs(0.001, [20, 20]), ...runs(0.01, [40, 40])])
  expect(result).toMatchObject({ type: 'undecided', reason: 'no-spread' })
  expect(result.words).toMatch(/20 ± 0 \(2 seeds\), .* 40 ± 0 \(2 seeds\)\. The seeds of each have one value/)
  expect(ranked([...runs(0.001, [20, 20]), ...runs(0.01, [40, 41])]).type).toBe('winner')
})

test('a branch of another run is no run from the start', () => {
  const branch = (row: RunRow): RunRow => ({ ...row, id: `${row.id}-b`, origin: { run: 'p-9', step: 50 } })
  const rows = runs(0.001, [20, 21])
  const result = ranked([...rows, ...rows.map(branch)])
  if (result.type !== 'undecided') throw new Error(result.words)
  expect(result.ranked.map(({ setup }) => setup.rows.length)).toEqual([2, 2])
  expect(result.ranked.map(({ setup }) => setup.label).sort()).toContain('from step 50 of p-9')
})

test('runs that trained unequally long are named, and those that were measured at one step are not', () => {
  const [first, ...others] = [...runs(0.001, [20, 21]), ...runs(0.01, [40, 41])]
  if (first === undefined) throw new Error('there are four')
  expect(ranked([first, ...others]).words).not.toContain('unequally')
  const rows = [{ ...first, step: 60, state: 'stopped' as const }, ...others]
  expect(ranked(rows).words).toContain('They trained unequally long: 60 to 100 steps.')
  const atOne = rows.map((row) => ({ ...row, measures: row.measures.map((one) => ({ ...one, at: one.last })) }))
  expect(ranked(atOne, 'fid.at').words).not.toContain('unequally')
})

test('imported runs of unknown settings are not taken for seeds of one setup', () => {
  const rows = ['a', 'b'].map((id) =>
    runRow({ id, source: 'csv', seed: null, settings: {}, measures: [measuredOnce(1)] }),
  )
  expect(ranked(rows)).toMatchObject({ type: 'undecided', reason: 'too-few-seeds' })
})

test('settings that vary together are told once', () => {
  const rows = [0.1, 0.2].flatMap((rate) =>
    [1, 2].map((seed) =>
      runRow({
        id: `p-${rate * 10}-${seed}`,
        seed,
        settings: {
          'optimisers.generator.learningRate': rate,
          'optimisers.discriminator.learningRate': rate,
          batchSize: 64,
        },
        measures: [measuredOnce(rate + seed / 1000)],
      }),
    ),
  )
  const result = ranked(rows)
  expect(result.type === 'winner' && result.winner.setup.label).toBe('learningRate 0.1')
})
