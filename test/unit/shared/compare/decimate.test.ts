import { decimate, lowerBound, type View } from '@shared/compare/decimate'
import { Extremes } from '@shared/compare/extremes'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
)

const best = (values: Float64Array, start: number, end: number, better: (a: number, b: number) => boolean) => {
  let found: number | undefined
  for (let index = start; index < end; index++) {
    const one = values[index] ?? Number.NaN
    if (Number.isFinite(one) && (found === undefined || better(one, values[found] ?? 0))) found = index
  }
  return found
}

test('the extremes of any stretch are those that a search finds', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 700 }), fc.nat(), fc.nat(), (list, a, b) => {
      const values = Float64Array.from(list)
      const [start = 0, end = 0] = [a % (list.length + 1), b % (list.length + 1)].sort((x, y) => x - y)
      const gap = list.findIndex((one, index) => index >= start && index < end && !Number.isFinite(one))
      const extremes = new Extremes(values)
      // The first answers are read from the values, the others from the pyramid.
      for (let time = 0; time < 3; time++) {
        expect(extremes.between(start, end)).toEqual({
          low: best(values, start, end, (x, y) => x < y),
          high: best(values, start, end, (x, y) => x > y),
          gap: gap < 0 ? undefined : gap,
        })
      }
    }),
  )
})

/** The smallest, largest, first and last value of each column of pixels, and whether it has a gap. */
function columnsOf(x: Float64Array, y: Float64Array, kept: ReadonlySet<number>, { from, to, columns }: View) {
  const width = (to - from) / columns
  const edges = Array.from({ length: columns + 2 }, (_, column) => (Math.floor(from / width) + column) * width)
  return edges.slice(0, -1).map((edge, column) => {
    const indexes: number[] = []
    for (let index = lowerBound(x, edge); index < lowerBound(x, edges[column + 1] ?? 0); index++) {
      const at = x[index] ?? 0
      if (at >= from && at <= to && kept.has(index)) indexes.push(index)
    }
    const finite = indexes.map((index) => y[index] ?? 0).filter(Number.isFinite)
    return {
      low: Math.min(...finite),
      high: Math.max(...finite),
      first: y[indexes[0] ?? -1],
      last: y[indexes.at(-1) ?? -1],
      gap: finite.length < indexes.length,
    }
  })
}

test('each column of pixels keeps its first, last, smallest and largest value and its gap; a point on either side is kept', () => {
  const curve = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), value), { minLength: 1, maxLength: 600 })
  const range = fc.tuple(
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 1, max: 600 }),
    fc.integer({ min: 1, max: 20 }),
  )
  fc.assert(
    fc.property(curve, range, (points, [from, span, columns]) => {
      let at = 0
      const x = Float64Array.from(points, ([gap]) => {
        at += gap
        return at
      })
      const y = Float64Array.from(points, ([, one]) => one)
      const view = { from, to: from + span, columns, scale: 'linear' as const }
      const kept = decimate({ x, y }, new Extremes(y), view)
      expect([...kept].every((index, place) => place === 0 || index > (kept[place - 1] ?? -1))).toBe(true)
      expect(kept.length).toBeLessThanOrEqual(5 * (columns + 2))
      const all = new Set(x.keys())
      expect(columnsOf(x, y, new Set(kept), view)).toEqual(columnsOf(x, y, all, view))
      const before = lowerBound(x, from) - 1
      if (before >= 0) expect(kept).toContain(before)
    }),
  )
})

test('100,000 points on 1,200 columns keep the extremes, the ends and the gaps of each, with everything in view and near', () => {
  const x = Float64Array.from({ length: 100_000 }, (_, index) => index + 1)
  // Spikes of one point, at places that follow no stride.
  const y = x.map((step) => Math.sin(step / 700) + ((step * 7919) % 9973 === 0 ? step / 100 : 0))
  y[54_321] = Number.NaN
  const extremes = new Extremes(y)
  for (const [from, to] of [
    [1, 100_000],
    [40_000, 60_500],
  ] as const) {
    const view = { from, to, columns: 1200, scale: 'linear' } as const
    const kept = decimate({ x, y }, extremes, view)
    expect(kept.length).toBeLessThanOrEqual(5 * (1200 + 2))
    expect(columnsOf(x, y, new Set(kept), view)).toEqual(columnsOf(x, y, new Set(x.keys()), view))
  }
})

test('on a logarithmic axis the columns are as wide in logarithms', () => {
  const x = Float64Array.from({ length: 10_000 }, (_, index) => index + 1)
  const y = Float64Array.from(x, (one) => Math.sin(one))
  const kept = decimate({ x, y }, new Extremes(y), { from: 1, to: 10_000, columns: 40, scale: 'log' })
  const steps = [...kept].map((index) => x[index] ?? 0)
  const within = (from: number, to: number) => steps.filter((step) => step >= from && step < to).length
  expect(within(1, 10)).toBe(9)
  expect(Math.abs(within(100, 1000) - within(1000, 10_000))).toBeLessThanOrEqual(6)
})
