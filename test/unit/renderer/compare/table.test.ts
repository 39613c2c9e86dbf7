import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extended, subjectsOf, toggled } from '../../../../src-renderer/compare/selection'
import {
  cellText,
  columnWidth,
  deltaText,
  valuesText,
  valuesTitle,
} from '../../../../src-renderer/compare/table/cell-text'
import { columnWidths } from '../../../../src-renderer/compare/table/column-widths'
import { leadersOf } from '../../../../src-renderer/compare/table/leaders'
import { groupCell, LINE, linesOf } from '../../../../src-renderer/compare/table/lines'
import { shownColumns, usualColumns, withTick } from '../../../../src-renderer/compare/table/shown-columns'
import { tableKey } from '../../../../src-renderer/compare/table/table-keys'
import { drawnLines, mostLines, windowOf } from '../../../../src-renderer/ui/line-window'
import { movedTo } from '../../../../src-renderer/ui/list-keys'
import { deltaOf, hasDeltas } from '../../../../src-shared/compare/baseline'
import { type Column, columnsOf } from '../../../../src-shared/compare/columns'
import { sortRows } from '../../../../src-shared/compare/sort'
import { hasMean } from '../../../../src-shared/compare/tally'
import { measuredOnce, runRow } from '../../../support/run-rows'

const rate = (number: number, learningRate: number, fid: number | null, samples = 5000) =>
  runRow({
    number,
    settings: { 'objective.type': 'non-saturating', batchSize: 64, seed: number, learningRate },
    measures: fid === null ? [] : [measuredOnce(fid, { samples })],
  })
const rows = [rate(1, 1e-3, 30), rate(2, 1e-3, 20), rate(3, 1e-4, 40), rate(4, 1e-4, 10, 50), rate(5, 1e-2, null)]
const columns = columnsOf(rows)
const column = (id: string): Column => {
  const found = columns.find((one) => one.id === id)
  if (!found) throw new Error(`there is no column ${id}`)
  return found
}

describe('choosing runs', () => {
  const order = ['a', 'b', 'c', 'd', 'e']

  it('takes a stretch in or out as its anchor is, in either direction', () => {
    expect(extended(['b'], order, 'b', 'd')).toEqual(['b', 'c', 'd'])
    expect(extended(['d'], order, 'd', 'b')).toEqual(['b', 'c', 'd'])
    expect(extended(['a', 'c', 'd'], order, 'b', 'd')).toEqual(['a'])
    expect(extended(['a'], order, 'gone', 'd')).toEqual(['a', 'd'])
    expect(toggled(toggled(['a'], 'b'), 'a')).toEqual(['b'])
  })

  it('is what a deed is about as far as it is in the table', () => {
    const inTable = new Set(['a', 'b', 'c'])
    expect(subjectsOf('a', ['a', 'b', 'd', 'e'], inTable)).toEqual(['a', 'b'])
    expect(subjectsOf('c', ['a', 'b', 'd', 'e'], inTable)).toEqual(['c'])
  })

  it('never chooses a run twice', () => {
    const ids = fc.subarray(order)
    fc.assert(
      fc.property(ids, fc.constantFrom(...order), fc.constantFrom(...order), (chosen, anchor, to) => {
        const next = extended(chosen, order, anchor, to)
        expect(new Set(next).size).toBe(next.length)
      }),
    )
  })
})

describe('lines of the table', () => {
  const options = { pinned: [], groupBy: [], sort: [], closed: new Set<string>() }
  const groupBy = [column('learningRate')]
  const told = (lines: ReturnType<typeof linesOf>) =>
    lines.map((line) => (line.type === 'run' ? line.row.number : line.group.values))

  it('stand pinned runs first, leave them in their groups, and fold groups', () => {
    const pinned = rows.slice(2, 3)
    const all = linesOf(rows, { ...options, pinned, groupBy })
    expect(told(all)).toEqual([3, [1e-3], 1, 2, [1e-4], 3, 4, [1e-2], 5])
    const heads = (lines: ReturnType<typeof linesOf>) =>
      lines.flatMap((line) => (line.type === 'group' ? [line.group] : []))
    expect(heads(all)).toEqual(heads(linesOf(rows, { ...options, groupBy })))
    expect(all.flatMap((line) => (line.type === 'run' && line.repeated ? [line.row.number] : []))).toEqual([3])
    const keys = heads(all).map(({ key }) => key)
    expect(linesOf(rows, { ...options, groupBy, closed: new Set(keys.slice(0, 1)) }).length).toBe(6)
    const folded = linesOf(rows, { ...options, pinned, groupBy, closed: new Set(keys) })
    expect(folded[0]).toMatchObject({ type: 'run', repeated: false })
    expect(told(linesOf(rows, { ...options, pinned }))).toEqual([3, 1, 2, 4, 5])
  })

  it('keep a pinned run that the filter does not find, and say so', () => {
    const [first, , third] = rows
    if (!first || !third) throw new Error('there are five rows')
    const found = rows.filter(({ number }) => number !== 3)
    const [top, next, ...others] = linesOf(found, { ...options, pinned: [third, first] })
    expect(top).toMatchObject({ type: 'run', row: { number: 3 }, found: false })
    expect(next).toMatchObject({ type: 'run', row: { number: 1 }, found: true })
    expect(told(others)).toEqual([2, 4, 5])
  })

  it('stand groups in the order of what they come to, not of their luckiest seed', () => {
    const seeds = [
      rate(1, 1e-3, 10),
      rate(2, 1e-3, 50),
      rate(3, 1e-4, 20),
      rate(4, 1e-4, 22),
      rate(5, 1e-2, 5),
      rate(6, 1e-2, 6, 50),
      rate(7, 0.5, null),
      rate(8, 0.1, 1, 50),
    ]
    const sort = [{ column: column('fid'), descending: false }]
    const order = (descending: boolean) =>
      told(
        linesOf(sortRows(seeds, [{ column: column('fid'), descending }]), {
          ...options,
          groupBy,
          sort: sort.map((key) => ({ ...key, descending })),
        }),
      ).flatMap((value) => (typeof value === 'number' ? [] : value))
    // Of 5,000 samples, then of 50, then those that cannot be averaged, or have nothing.
    expect(order(false).slice(0, 3)).toEqual([1e-4, 1e-3, 0.1])
    expect(order(false).slice(3).sort()).toEqual([1e-2, 0.5])
    expect(order(true).slice(0, 3)).toEqual([1e-3, 1e-4, 0.1])
    expect(order(true).slice(3).sort()).toEqual([1e-2, 0.5])
  })

  it('draw what is in sight and little more', () => {
    const { first, end } = windowOf(10_000, 5000 * LINE, 8 * LINE, LINE)
    expect(first).toBeLessThanOrEqual(5000)
    expect(end).toBeGreaterThanOrEqual(5008)
    expect(end - first).toBeLessThan(40)
    expect(windowOf(3, 0, 1000, LINE)).toEqual({ first: 0, end: 3 })
    expect(drawnLines({ first: 4, end: 7 }, 1)).toEqual([1, 4, 5, 6])
    expect(drawnLines({ first: 4, end: 7 }, 5)).toEqual([4, 5, 6])
    expect(drawnLines({ first: 4, end: 7 }, 7)).toEqual([4, 5, 6, 7])
    expect(drawnLines({ first: 0, end: 2 }, undefined)).toEqual([0, 1])
  })

  it('have a place on the screen each, wherever the list stands', () => {
    const pixels = fc.double({ min: 0, max: 5000, noNaN: true })
    fc.assert(
      fc.property(pixels, pixels, (scrolled, height) => {
        const { first, end } = windowOf(10_000, scrolled, height, LINE)
        expect(end - first).toBeLessThanOrEqual(mostLines(height, LINE))
      }),
    )
  })

  it('tell what a group comes to', () => {
    const group = { key: 'k', values: [1e-3], rows: rows.slice(0, 2) }
    expect(groupCell(column('fid'), group)).toMatchObject({
      type: 'numbers',
      statistics: { mean: 25, min: 20, max: 30 },
    })
    expect(groupCell(column('seed'), group)).toEqual({ type: 'values', values: [1, 2] })
    expect(groupCell(column('dataset'), group).type).toBe('same')
    expect(groupCell(column('name'), group)).toEqual({ type: 'values', values: ['run 1', 'run 2'] })
    expect(groupCell(column('fid'), { ...group, rows: rows.slice(4) }).type).toBe('same')
  })

  it('have the values of a setting, and no mean of them', () => {
    const seed1 = { key: 'k', values: [1], rows: [rate(3, 1e-2, 10), rate(1, 1e-4, 20), rate(2, 1e-2, 30)] }
    const rates = column('learningRate')
    expect(groupCell(rates, seed1)).toEqual({ type: 'values', values: [1e-4, 1e-2] })
    expect(valuesText(rates, 2)).toBe('2 values')
    expect(valuesText(column('seed'), 2)).toBe('2 seeds')
    expect(valuesTitle(rates, [1e-4, 1e-2], 0)).toBe('1e-4, 0.01')
    expect(
      valuesTitle(
        column('step'),
        Array.from({ length: 14 }, (_, i) => i),
        0,
      ),
    ).toMatch(/^0, 1, .*, 11 and 2 more$/)
    const samples = { ...seed1, rows: [rate(1, 1e-2, 10), rate(2, 1e-2, 10, 50)] }
    expect(groupCell(column('fid.samples'), samples)).toEqual({ type: 'values', values: [50, 5000] })
    const averaged = (ids: string[]) => ids.filter((id) => hasMean(column(id)))
    expect(averaged(['number', 'seed', 'steps', 'batchSize', 'parameters.generator', 'fid.samples', 'name'])).toEqual(
      [],
    )
    const results = ['step', 'seconds', 'alerts', 'fid', 'fid.last', 'fid.step', 'generatorLoss']
    expect(averaged(results)).toEqual(results)
  })

  it('have no mean of values that were measured in different ways, equal ones neither', () => {
    const cell = { type: 'incomparable', differs: ['number of samples'] }
    const group = { key: 'k', values: [1e-4] }
    expect(groupCell(column('fid'), { ...group, rows: rows.slice(2, 4) })).toEqual(cell)
    expect(groupCell(column('fid'), { ...group, rows: [rate(1, 1e-4, 10), rate(2, 1e-4, 10, 50)] })).toEqual(cell)
  })

  it('count a seed once, and say which run repeats it', () => {
    const again = { ...rate(1, 1e-3, 300), id: 'p-9', number: 9 }
    const cell = groupCell(column('fid'), { key: 'k', values: [1e-3], rows: [...rows.slice(0, 2), again] })
    expect(cell).toMatchObject({ type: 'numbers', statistics: { count: 2, mean: 25 } })
    expect(cell.type === 'numbers' && cell.repeated.map(({ number }) => number)).toEqual([9])
    // Another setting with the same seed is another run.
    const both = groupCell(column('fid'), {
      key: 'k',
      values: [64],
      rows: [rate(1, 1e-3, 30), { ...rate(1, 1e-4, 40) }],
    })
    expect(both).toMatchObject({ type: 'numbers', statistics: { count: 2, mean: 35 } })
  })
})

describe('columns of the table', () => {
  it('are by themselves those that differ, progress and the best measures', () => {
    const ids = usualColumns(columns, rows)
    expect(ids).toEqual(expect.arrayContaining(['state', 'step', 'seed', 'learningRate', 'fid', 'fid.samples']))
    expect(ids).not.toContain('batchSize')
    expect(ids).not.toContain('fid.last')
    expect(ids).not.toContain('fid.at')
  })

  it('are those of engine and images where the runs differ in them, as with settings', () => {
    const [first, ...others] = rows
    if (!first) throw new Error('there are five rows')
    const other = { ...first, engine: 'reference', imagesSeen: 1 }
    expect(usualColumns(columns, rows)).not.toContain('engine')
    expect(usualColumns(columns, [other, ...others])).toEqual(expect.arrayContaining(['engine', 'images']))
    const elsewhere = { ...first, source: 'csv' as const, engine: null, imagesSeen: null }
    expect(usualColumns(columns, [elsewhere, ...others])).not.toContain('engine')
  })

  it('have the measures at a step where one was asked for', () => {
    const asked = rows.map((row) => ({ ...row, measures: row.measures.map((one) => ({ ...one, at: one.best })) }))
    expect(usualColumns(columnsOf(asked), asked)).toEqual(expect.arrayContaining(['fid', 'fid.at', 'fid.at.samples']))
  })

  it('stand in the order that was chosen, without those in which all runs agree', () => {
    const wanted = ['fid', 'batchSize', 'learningRate', 'gone', 'state']
    const shown = (ticked: string[], onlyDiffering: boolean) =>
      shownColumns(columns, rows, { columns: wanted, ticked, onlyDiffering }).map(({ id }) => id)
    expect(shown([], true)).toEqual(['fid', 'learningRate', 'state'])
    expect(shown([], false)).toEqual(['fid', 'batchSize', 'learningRate', 'state'])
    expect(shown(['batchSize'], true)).toEqual(shown([], false))
  })

  it('are there once they are ticked, also those in which all runs agree, and gone once they are not', () => {
    const usual = usualColumns(columns, rows)
    const shown = (choice: { columns: string[] | null; ticked: string[] }) =>
      shownColumns(columns, rows, { ...choice, onlyDiffering: true }).map(({ id }) => id)
    const first = { columns: null, ticked: [] }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...columns.map(({ id }) => id)), { maxLength: 6 }), (ids) => {
        let choice: { columns: string[] | null; ticked: string[] } = first
        for (const id of ids) {
          const before = shown(choice)
          const was = before.includes(id)
          choice = withTick(choice, usual, id, !was)
          const others = (all: string[]) => all.filter((other) => other !== id)
          expect(shown(choice).includes(id)).toBe(!was)
          expect(others(shown(choice))).toEqual(others(before))
        }
      }),
    )
  })

  it('mark the best value only among runs that were measured in the same way', () => {
    expect([...leadersOf(column('fid'), rows)]).toEqual(['p-2'])
    expect(leadersOf(column('learningRate'), rows).size).toBe(0)
  })
})

describe('cells', () => {
  const [first, second, , other] = rows

  it('say values as people read them', () => {
    expect(cellText(column('learningRate'), 1e-4, 0)).toBe('1e-4')
    expect(cellText(column('step'), 18_740, 0)).toBe('18,740')
    expect(cellText(column('state'), 'completed', 0)).toBe('Completed')
    expect(cellText(column('archived'), true, 0)).toBe('yes')
    expect(cellText(column('fid'), null, 0)).toBe('–')
    expect(columnWidth('fid', ['1', '12345678901'])).toBeGreaterThan(columnWidth('fid', ['1']))
  })

  it('say how a value lies to the baseline, and that it cannot be compared', () => {
    if (!first || !second || !other) throw new Error('there are five rows')
    expect(deltaText(column('fid'), deltaOf(column('fid'), second, first))).toBe('−33 %')
    expect(deltaText(column('fid'), deltaOf(column('fid'), first, first))).toBe('=')
    expect(deltaText(column('fid'), deltaOf(column('fid'), other, first))).toBe('≠')
  })
})

describe('differences to the baseline', () => {
  it('stand where a run came to something, not at seeds, numbers and counts', () => {
    const asked = rows.map((row) => ({ ...row, measures: row.measures.map((one) => ({ ...one, at: one.best })) }))
    const ids = columnsOf(asked).filter(hasDeltas)
    expect(ids.map(({ id }) => id)).toEqual([
      'images',
      'seconds',
      'secondsPerStep',
      'fid',
      'fid.last',
      'fid.at',
      'generatorLoss',
    ])
  })

  it('have room beside their values, and signs and deviations theirs', () => {
    const plain = { grouped: false, compared: false, mixed: new Map() }
    const widthOf = (id: string, change: Partial<typeof plain>) =>
      columnWidths([column(id)], rows, 0, { ...plain, ...change })[0] ?? 0
    expect(widthOf('fid', { compared: true })).toBeGreaterThan(widthOf('fid', {}))
    expect(widthOf('seed', { compared: true })).toBe(widthOf('seed', {}))
    expect(widthOf('fid', { compared: true, grouped: true })).toBeGreaterThan(widthOf('fid', { grouped: true }))
    expect(widthOf('fid', { mixed: new Map([['fid', true]]) })).toBeGreaterThan(widthOf('fid', {}))
  })
})

describe('keys of the table', () => {
  const press = (key: string, more = {}) =>
    tableKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

  it('move, extend, choose and act', () => {
    expect(press('ArrowDown', { shiftKey: true })).toEqual({ type: 'move', to: 'down', extend: true })
    expect(press(' ')).toEqual({ type: 'choose' })
    expect(press('a', { ctrlKey: true })).toEqual({ type: 'choose-all' })
    expect(press('Delete')).toEqual({ type: 'delete' })
    expect(press('B')).toEqual({ type: 'baseline' })
    expect(press('ArrowDown', { altKey: true })).toBeUndefined()
    expect(press('c', { ctrlKey: true })).toBeUndefined()
  })

  it('stay within the lines', () => {
    expect(movedTo(0, 'up', 5, 3)).toBe(0)
    expect(movedTo(3, 'page-down', 5, 3)).toBe(4)
    expect(movedTo(3, 'first', 5, 3)).toBe(0)
    expect(movedTo(0, 'last', 0, 3)).toBe(0)
  })
})
