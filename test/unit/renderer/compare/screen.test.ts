import { describe, expect, it } from 'vitest'
import { placedBefore } from '../../../../src-renderer/compare/queue/order'
import {
  changedRows,
  haveSameColumns,
  noChanges,
  rankAlike,
  recordKey,
  withChanges,
} from '../../../../src-renderer/compare/row-changes'
import { type CompareState, initialState, parseState } from '../../../../src-renderer/compare/state'
import { stateOf, viewOf } from '../../../../src-renderer/compare/views'
import { columnsOf } from '../../../../src-shared/compare/columns'
import type { RunRow } from '../../../../src-shared/compare/row'
import { SavedView } from '../../../../src-shared/compare/view'
import { measuredOnce, runRow } from '../../../support/run-rows'

describe('what is kept between starts', () => {
  it('survives as it was, and what is wrong in it is as at first', () => {
    const state = { ...initialState, query: 'fid < 30', chosen: ['a'], smoothing: 0.5 }
    expect(parseState(JSON.stringify(state))).toEqual(state)
    expect(parseState('{"smoothing":7,"query":"x","tab":"gone"}')).toEqual({ ...initialState, query: 'x' })
    expect(parseState('not JSON')).toEqual(initialState)
    expect(parseState(null)).toEqual(initialState)
    const pictures = { view: 'pair', axis: 'epoch' }
    expect(parseState(JSON.stringify({ pictures })).pictures).toEqual({ ...initialState.pictures, ...pictures })
    expect(parseState('{"pictures":{"view":"gone"}}').pictures).toEqual(initialState.pictures)
    // As a studio before kept it.
    const {
      brushes,
      ticked,
      pictures: { swipe, zoom, ...looks },
      ...before
    } = { ...state, tab: 'pictures' }
    expect([brushes, ticked, swipe, zoom]).toEqual([[], [], 0.5, null])
    expect(parseState(JSON.stringify({ ...before, pictures: looks }))).toEqual({ ...state, tab: 'pictures' })
  })

  it('is a view that can be taken up again', () => {
    const state: CompareState = {
      ...initialState,
      query: 'fid < 30',
      groupBy: ['seed'],
      curvesBy: 'seed',
      band: 'extremes',
      tab: 'parameters',
      logX: true,
      logY: ['discriminatorLoss'],
      columns: ['fid', 'batchSize'],
      ticked: ['batchSize'],
      onlyDiffering: false,
      coordinates: ['seed', 'fid'],
      brushes: [{ column: 'fid', from: 0.25, to: 1 }],
      scatter: { x: 'seed', y: 'fid' },
      verdict: 'kid',
      measuredAt: 500,
      zoom: { min: 20, max: 60.5 },
      pictures: {
        view: 'pair',
        axis: 'images',
        kind: 'samples',
        tag: 'fake',
        place: 6400,
        pair: ['first-2', 'first-1'],
        mode: 'difference',
        swipe: 0.25,
        zoom: { factor: 6, x: 40.5, y: 12 },
        gain: 4,
        latent: { row: 2, column: 3 },
      },
    }
    const view = SavedView.parse(JSON.parse(JSON.stringify(viewOf('Mine', state))))
    expect({ ...initialState, ...stateOf(view) }).toEqual(state)
    expect(stateOf(viewOf('Plain', initialState)).curvesBy).toBeNull()
  })

  it('is read from a view of an older studio, which knew one axis for all charts, no tab and no pictures', () => {
    const { curves, name, columns, query, sort, group, baseline, pinned, chosen } = viewOf('Old', initialState)
    const { by, zoom, ...others } = curves
    const stored = { name, columns, query, sort, group, baseline, pinned, chosen, curves: { ...others, logY: true } }
    expect([by, zoom]).toEqual([null, null])
    expect(stateOf(SavedView.parse(stored))).toMatchObject({
      logY: initialState.metrics,
      curvesBy: null,
      tab: 'curves',
      verdict: null,
      zoom: null,
      brushes: [],
      ticked: [],
      pictures: initialState.pictures,
    })
  })
})

describe('rows', () => {
  it('come, change and go', () => {
    const [a, b] = [runRow({ number: 1 }), runRow({ number: 2 })]
    const rows = changedRows(new Map([[a.id, a]]), [b, { ...a, step: 200 }], [])
    expect([...rows.values()].map(({ step }) => step)).toEqual([200, 100])
    expect([...changedRows(rows, [], [a.id]).keys()]).toEqual([b.id])
  })

  it('gather changes, of which the last of a run counts', () => {
    const [a, b] = [runRow({ number: 1 }), runRow({ number: 2 })]
    const changes = withChanges(withChanges(noChanges, [a, b], []), [{ ...a, step: 200 }], [b.id])
    expect(changes).toEqual({ came: [{ ...a, step: 200 }], gone: [b.id] })
    expect(withChanges(changes, [b], []).gone).toEqual([])
  })

  it('have the columns of before, and rank as before, while a run without a value trains', () => {
    const [a, b] = [runRow({ number: 1, measures: [measuredOnce(3)] }), runRow({ number: 2 })]
    const before = new Map([a, b].map((row) => [row.id, row]))
    const later = (row: RunRow): RunRow[] => [...changedRows(before, [JSON.parse(JSON.stringify(row))], []).values()]
    const fid = columnsOf([a, b]).find(({ id }) => id === 'fid')
    if (!fid) throw new Error('FID has a column')
    const alike = (row: RunRow) => [haveSameColumns([a, b], later(row)), rankAlike([a, b], later(row), fid)]
    expect(alike({ ...b, step: 101, means: { generatorLoss: 7 } })).toEqual([true, true])
    expect(alike({ ...a, step: 101 })).toEqual([true, false])
    expect(alike({ ...b, measures: [measuredOnce(4)] })).toEqual([false, false])
    expect(alike({ ...b, settings: { ...b.settings, batchSize: 32 } })).toEqual([false, false])
    expect(alike({ ...b, means: {} })[0]).toBe(false)
    expect(alike({ ...b, state: 'running' })).toEqual([true, false])
  })

  it('tell when the record of their run is old, which a step alone does not make it', () => {
    const row = runRow()
    expect(recordKey({ ...row, step: 101 })).toBe(recordKey(row))
    expect(recordKey({ ...row, latestSample: 5 })).not.toBe(recordKey(row))
    expect(recordKey({ ...row, measures: [measuredOnce(3)] })).not.toBe(recordKey(row))
  })
})

describe('the order of the queue', () => {
  it('puts a run before the place it was dropped on', () => {
    expect(placedBefore(['a', 'b', 'c'], 'a', 3)).toEqual(['b', 'c', 'a'])
    expect(placedBefore(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
    expect(placedBefore(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'b', 'c'])
    expect(placedBefore(['a', 'b', 'c'], 'b', 2)).toEqual(['a', 'b', 'c'])
  })
})
