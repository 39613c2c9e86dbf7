import { atStep } from '@shared/compare/axes'
import { unpackCurves } from '@shared/compare/curves'
import { PictureView } from '@shared/compare/picture-view'
import { smooth } from '@shared/compare/smoothing'
import { expect, test } from 'vitest'
import { CompareService } from '../../../src-main/compare/service'
import { Watchers } from '../../../src-main/runs/watchers'
import { adversarialConfig } from '../../support/adversarial'
import { measuredFid as fid } from '../../support/measured-fid'
import { temporaryHome } from '../../support/studio-home'
import { newRun, noProgress, presetConfig } from '../../support/studio-records'

function setUp() {
  const home = temporaryHome()
  const { store } = home
  for (const id of ['p', 'q']) store.projects.add({ id, name: id, created: 1, opened: 1 })
  const watchers = new Watchers(0)
  return { store, watchers, compare: new CompareService(home, watchers) }
}

test('a row has what the run’s records come to', () => {
  const { store, compare } = setUp()
  const config = adversarialConfig(presetConfig('wgan-gp'))
  const { id } = store.runs.add(newRun('p', { config, name: 'one', preset: null }))
  store.runs.add(newRun('q'))
  store.runs.update(id, {
    progress: { ...noProgress, step: 30, epoch: 3 },
    tags: ['kept'],
    notes: 'look',
    archived: true,
  })
  store.epochs.put(id, { epoch: 1, step: 10, means: { generatorLoss: 4 } })
  store.epochs.put(id, { epoch: 2, step: 20, means: { generatorLoss: 3, realScore: null } })
  for (const one of [fid(10, 9), fid(20, 5), fid(30, 7)]) store.measuredValues.put(id, one)
  const alert = { step: 5, since: 4, at: 1, detail: 'x' }
  store.alerts.put(id, { ...alert, kind: 'mode-collapse', cleared: null })
  store.alerts.put(id, { ...alert, kind: 'divergence', cleared: 9 })
  store.changes.put(id, { step: 20, change: { setting: 'discriminatorSteps', value: 2 }, at: 1 })
  const [row, ...others] = compare.rows('p', 25)
  expect(others).toEqual([])
  expect(row).toMatchObject({
    id,
    name: 'one',
    source: 'studio',
    family: 'adversarial',
    split: config.dataset.split,
    seed: config.seed,
    state: 'queued',
    step: 30,
    tags: ['kept'],
    notes: 'look',
    archived: true,
    openAlerts: ['mode-collapse'],
    alerts: 2,
    means: { generatorLoss: 3, realScore: null },
    measures: [{ quantity: 'fid', last: { value: 7, step: 30 }, best: { value: 5 }, at: { value: 5, step: 20 } }],
    imagesSeen: config.batchSize * (20 * config.discriminatorSteps + 10 * 2),
    settings: {
      batchSize: config.batchSize,
      'objective.type': config.objective.type,
      changes: '20: discriminatorSteps 2',
    },
  })
  expect(compare.rows(null, null)).toHaveLength(2)
  expect(() => compare.rows('x', null)).toThrow(expect.objectContaining({ code: 'UNKNOWN_PROJECT' }))
})

test('curves come whole or thinned with their extremes, with the other axes, and missing ones are left out', async () => {
  const { store, compare } = setUp()
  const { id } = store.runs.add(newRun('p'))
  const values = Array.from({ length: 3000 }, (_, index) =>
    index === 1234 ? 99 : index === 2000 ? -99 : Math.sin(index),
  )
  store.metrics.append(id, { firstStep: 1, series: { generatorLoss: values } })
  store.measuredValues.put(id, fid(100, 9, 50))
  store.measuredValues.put(id, fid(100, 8))
  store.measuredValues.put(id, fid(200, 7))
  store.epochs.put(id, { epoch: 1, step: 1000, means: {} })
  store.runs.update(id, { progress: { ...noProgress, step: 3000, epoch: 1, stepsPerEpoch: 1000 }, trainingSeconds: 60 })
  for (const [step, seconds] of [
    [100, 10],
    [101, 10.1],
    [2000, 50],
  ] as const)
    store.clock.note(id, step, seconds)
  expect(compare.names([id])).toEqual([{ run: id, names: ['generatorLoss', 'fid'] }])
  const whole = compare.packedCurves([id], ['generatorLoss', 'fid', 'realScore'], null)
  const [loss, distance, ...others] = unpackCurves(whole)
  expect(others).toEqual([])
  expect([loss?.x[0], loss?.x.length, loss?.y[1234]]).toEqual([1, 3000, 99])
  expect([[...(distance?.x ?? [])], [...(distance?.y ?? [])]]).toEqual([
    [100, 200],
    [8, 7],
  ])
  const [axes] = whole.axes
  const at = (axis: 'epoch' | 'time' | 'images', step: number) => {
    const knots = axes?.[axis] ?? null
    return knots && atStep(knots, step)
  }
  expect([at('epoch', 500), at('epoch', 2000)]).toEqual([0.5, 2])
  expect([at('time', 100), at('time', 2000), at('time', 3000)]).toEqual([10, 50, 60])
  expect(axes?.time?.steps).toEqual([0, 100, 2000, 3000])
  expect(at('images', 10)).toBe(640)
  const [thin] = unpackCurves(compare.packedCurves([id], ['generatorLoss'], 100))
  expect(thin?.y.length).toBeLessThanOrEqual(100)
  expect([Math.min(...(thin?.y ?? [])), Math.max(...(thin?.y ?? []))]).toEqual([-99, 99])
  const smoothed = smooth(Float64Array.from(values), 0.9)
  const [both] = unpackCurves(compare.packedCurves([id], ['generatorLoss'], 100, 0.9))
  expect(both?.y.length).toBeLessThanOrEqual(100)
  expect([...(both?.y ?? [])]).toEqual(Array.from(both?.x ?? [], (step) => smoothed[step - 1]))
  expect(Math.max(...(both?.y ?? []))).toBe(Math.max(...smoothed))
  expect(() => compare.curves(['p-9'], ['fid'], null)).toThrow(expect.objectContaining({ code: 'UNKNOWN_RUN' }))
})

test('a watch gives all rows, then those that change', async () => {
  const { store, watchers, compare } = setUp()
  const run = store.runs.add(newRun('p'))
  const other = store.runs.add(newRun('q'))
  const events = compare.watch('p', null)
  expect((await events.next()).value).toMatchObject({ type: 'rows', rows: [{ id: run.id }] })
  watchers.publish({ type: 'run', run: store.runs.update(other.id, { name: 'elsewhere' }) })
  watchers.publish({ type: 'run', run: store.runs.update(run.id, { name: 'renamed' }) })
  expect((await events.next()).value).toMatchObject({ type: 'rows', rows: [{ id: run.id, name: 'renamed' }] })
  watchers.publish({ type: 'removed', id: run.id })
  store.runs.discard(run.id)
  expect((await events.next()).value).toEqual({ type: 'removed', ids: [run.id] })
  await events.return()
})

test('views are kept by name in their project', () => {
  const { compare } = setUp()
  const curves = {
    names: ['fid'],
    axis: 'step' as const,
    logX: false,
    logY: ['fid'],
    smoothing: 0.5,
    band: 'none' as const,
    by: 'seed',
    zoom: { min: 10, max: 20.5 },
  }
  const view = {
    name: 'Mine',
    columns: null,
    ticked: ['batchSize'],
    query: 'fid < 3',
    sort: [],
    group: [],
    baseline: null,
    pinned: [],
    chosen: null,
    curves,
    tab: 'pictures' as const,
    onlyDiffering: true,
    coordinates: null,
    brushes: [{ column: 'fid', from: 0, to: 0.5 }],
    scatter: null,
    verdict: null,
    measuredAt: null,
    pictures: PictureView.parse({ view: 'pair', pair: ['p-2', 'p-1'], place: 20 }),
  }
  compare.saveView('p', view)
  compare.saveView('p', { ...view, query: 'fid < 2' })
  compare.saveView('q', { ...view, name: 'Other' })
  expect(compare.views('p')).toEqual([{ ...view, query: 'fid < 2', updated: expect.any(Number) }])
  compare.removeView('p', 'Mine')
  expect(compare.views('p')).toEqual([])
  expect(() => compare.removeView('p', 'Mine')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
})
