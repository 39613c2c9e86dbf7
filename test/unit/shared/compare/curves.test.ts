import { atStep, onAxis, stepAt } from '@shared/compare/axes'
import { bandOf, evenGrid, unionOf, valuesAt, withExtremesBetween } from '@shared/compare/bands'
import { packCurves, unpackCurves } from '@shared/compare/curves'
import { smooth } from '@shared/compare/smoothing'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const numbers = (...values: number[]) => Float64Array.from(values)

test('smoothing by hand: the first value stands for itself, a gap stays one and counts for nothing', () => {
  expect([...smooth(numbers(4, 8, Number.NaN, 2), 0.5)]).toEqual([4, 20 / 3, Number.NaN, (2 + 4 + 1) / 1.75])
  expect([...smooth(numbers(4, 8), 0)]).toEqual([4, 8])
})

test('a smoothed value lies between the smallest and the largest so far, and a constant stays as it is', () => {
  const list = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(list, fc.double({ min: 0, max: 0.999, noNaN: true }), (values, weight) => {
      const smoothed = smooth(Float64Array.from(values), weight)
      for (const [index, value] of smoothed.entries()) {
        const so_far = values.slice(0, index + 1)
        expect(value).toBeGreaterThanOrEqual(Math.min(...so_far) - 1e-6)
        expect(value).toBeLessThanOrEqual(Math.max(...so_far) + 1e-6)
      }
    }),
  )
})

test('a curve has values between its points, none outside of it and none beside a gap', () => {
  const curve = { x: numbers(0, 10, 20, 30), y: numbers(0, 10, Number.NaN, 30) }
  expect([...valuesAt(curve, numbers(-1, 0, 5, 10, 15, 20, 25, 30, 31))]).toEqual([
    Number.NaN,
    0,
    5,
    10,
    Number.NaN,
    Number.NaN,
    Number.NaN,
    30,
    Number.NaN,
  ])
})

test('a band has the mean, deviation and extremes of the curves that are there', () => {
  const curves = [
    { x: numbers(1, 3), y: numbers(1, 3) },
    { x: numbers(2, 3), y: numbers(4, 5) },
  ]
  expect(bandOf(curves, unionOf(curves))).toEqual({
    x: numbers(1, 2, 3),
    count: Uint32Array.from([1, 2, 2]),
    mean: numbers(1, 3, 4),
    deviation: numbers(Number.NaN, Math.SQRT2, Math.SQRT2),
    min: numbers(1, 2, 3),
    max: numbers(1, 4, 5),
  })
  expect(bandOf([], numbers(1)).mean).toEqual(numbers(Number.NaN))
  expect([...evenGrid(0, 1, 3)]).toEqual([0, 0.5, 1])
})

test('the extremes of a band over few places are those of all points, each at its nearest place', () => {
  const finite = fc.double({ min: -100, max: 100, noNaN: true })
  const values = fc.array(
    fc.oneof({ weight: 9, arbitrary: finite }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), fc.integer({ min: 2, max: 9 }), (lists, count) => {
      const curves = lists.map((list) => ({ x: Float64Array.from(list.keys()), y: Float64Array.from(list) }))
      const last = Math.max(...lists.map(({ length }) => length)) - 1
      const places = evenGrid(0, last, count)
      const plain = bandOf(curves, places)
      const { min, max, mean } = withExtremesBetween(plain, curves)
      expect(mean).toBe(plain.mean)
      for (const [index, place] of places.entries()) {
        const half = last / (count - 1) / 2
        const near = lists.flatMap((list) =>
          list.filter((value, x) => Number.isFinite(value) && x - place < half - 1e-9 && place - x < half - 1e-9),
        )
        for (const value of near) {
          expect(min[index]).toBeLessThanOrEqual(value)
          expect(max[index]).toBeGreaterThanOrEqual(value)
        }
      }
      const all = lists.flat().filter(Number.isFinite)
      if (all.length === 0) return
      expect(Math.min(...min.filter((value) => !Number.isNaN(value)))).toBe(Math.min(...all))
      expect(Math.max(...max.filter((value) => !Number.isNaN(value)))).toBe(Math.max(...all))
    }),
  )
})

test('steps on another axis are straight between what is known and go on after it', () => {
  const knots = { steps: [0, 10, 20], values: [0, 1, 5] }
  const axes = { run: 'r', epoch: knots, images: null, time: null }
  expect([...(onAxis(numbers(0, 5, 10, 15, 30), 'epoch', axes) ?? [])]).toEqual([0, 0.5, 1, 3, 9])
  expect(atStep(knots, 15)).toBe(3)
  expect(stepAt(knots, 3)).toBe(15)
  expect(onAxis(numbers(1), 'images', axes)).toBeUndefined()
})

test('curves come back from their packed form as they were', () => {
  const curve = fc.record({
    run: fc.string(),
    name: fc.string(),
    first: fc.nat(100),
    strides: fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.double())),
  })
  fc.assert(
    fc.property(fc.array(curve, { maxLength: 4 }), (list) => {
      const curves = list.map(({ run, name, first, strides }) => {
        let at = first
        const x = Float64Array.from(strides, ([stride]) => {
          at += stride
          return at
        })
        return { run, name, x, y: Float64Array.from(strides, ([, value]) => value) }
      })
      const packed = packCurves(curves)
      expect(unpackCurves(packed)).toEqual(curves)
      const { heads, numbers: all } = packed
      if (all.length > 0) expect(() => unpackCurves({ heads, numbers: all.subarray(1) })).toThrow(RangeError)
    }),
  )
})
