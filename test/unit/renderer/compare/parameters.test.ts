import { describe, expect, it } from 'vitest'
import { axisMarks, brushed, placeOn, valueAxis } from '../../../../src-renderer/compare/parameters/value-axis'
import { columnsOf } from '../../../../src-shared/compare/columns'
import { measuredOnce, runRow } from '../../../support/run-rows'

const rows = Array.from({ length: 10 }, (_, i) =>
  runRow({
    number: i + 1,
    settings: { rate: 10 ** -(i % 8), mode: i % 2 === 0 ? 'a' : 'b', seed: i },
    measures: i === 9 ? [] : [measuredOnce(10 + i)],
  }),
)
const columns = columnsOf(rows)
const axes = new Map(columns.map((column) => [column.id, { column, axis: valueAxis(column, rows) }]))
const axisOf = (id: string) => {
  const found = axes.get(id)
  if (!found) throw new Error(`there is no column ${id}`)
  return found.axis
}

describe('axes of values', () => {
  it('are logarithmic for settings over several powers of ten', () => {
    const axis = axisOf('rate')
    expect(axis).toMatchObject({ type: 'number', log: true })
    expect(placeOn(axis, 1e-7)).toBe(0)
    expect(placeOn(axis, 1)).toBe(1)
    expect(axisMarks(axis, 8).map(({ value }) => value)).toContain(1e-3)
  })

  it('are linear for results, and leave out what is missing', () => {
    const axis = axisOf('fid')
    expect(placeOn(axis, 14)).toBeCloseTo(0.5)
    expect(placeOn(axis, null)).toBeUndefined()
    const places = axisMarks(axis, 4).map(({ place }) => place)
    expect(places.every((place) => place >= -1e-9 && place <= 1 + 1e-9)).toBe(true)
    expect(places.length).toBeGreaterThan(1)
  })

  it('have two marks at least, where room for one would leave the scale open', () => {
    const values = (min: number, max: number) =>
      axisMarks({ type: 'number', min, max, log: false }, 2).map(({ value }) => value)
    expect(values(2.238, 2.48)).toEqual([2.3, 2.4])
    expect(values(10, 18)).toEqual([10, 15])
    expect(values(-0.3, 0.3)).toEqual([-0.2, 0, 0.2])
  })

  it('give words a place each, alone in the middle', () => {
    expect(axisOf('mode')).toEqual({ type: 'category', values: ['a', 'b'] })
    expect(placeOn(axisOf('mode'), 'b')).toBe(1)
    expect(placeOn(axisOf('dataset'), 'mnist')).toBe(0.5)
  })
})

describe('brushing', () => {
  it('chooses the runs within every stretch; a missing value is in none', () => {
    expect(brushed(rows, axes, [{ column: 'fid', from: 0.5, to: 1 }])).toEqual(['p-5', 'p-6', 'p-7', 'p-8', 'p-9'])
    expect(
      brushed(rows, axes, [
        { column: 'fid', from: 0, to: 1 },
        { column: 'mode', from: 0.9, to: 1 },
      ]),
    ).toEqual(['p-2', 'p-4', 'p-6', 'p-8'])
    expect(brushed(rows, axes, [])).toHaveLength(10)
  })
})
