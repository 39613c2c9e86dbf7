import { thin } from '@shared/runs/thin'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Number.NaN))
const series = fc.array(value, { maxLength: 400 })

const finite = (values: readonly number[]) => values.filter((number) => !Number.isNaN(number))

test('at most so many points, in order, each once, with both ends', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 2, max: 100 }), (values, points) => {
      const kept = thin(values, points)
      expect(kept.length).toBeLessThanOrEqual(points)
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
      if (values.length > 0) expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1])
    }),
  )
})

test('a series that fits is kept whole', () => {
  fc.assert(
    fc.property(series, (values) => {
      expect(thin(values, Math.max(2, values.length))).toEqual([...values.keys()])
    }),
  )
})

test('the smallest and the largest value survive', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 5, max: 100 }), (values, points) => {
      const kept = finite(thin(values, points).map((index) => values[index] ?? Number.NaN))
      const all = finite(values)
      expect(Math.min(...kept)).toBe(Math.min(...all))
      expect(Math.max(...kept)).toBe(Math.max(...all))
    }),
  )
})

test('a gap survives', () => {
  fc.assert(
    fc.property(series, fc.nat(), fc.integer({ min: 5, max: 100 }), (values, place, points) => {
      const gapped = [...values]
      gapped.splice(place % (values.length + 1), 0, Number.NaN)
      expect(thin(gapped, points).some((index) => Number.isNaN(gapped[index]))).toBe(true)
    }),
  )
})

test('every stretch of a wave shows its crest and its trough', () => {
  const wave = Array.from({ length: 10_000 }, (_, step) => Math.sin((2 * Math.PI * step) / 100))
  const kept = thin(wave, 402)
  const crests = kept.filter((index) => (wave[index] ?? 0) > 0.99)
  const troughs = kept.filter((index) => (wave[index] ?? 0) < -0.99)
  expect(crests.length).toBeGreaterThanOrEqual(100)
  expect(troughs.length).toBeGreaterThanOrEqual(100)
})

test('fewer than two points are refused', () => {
  expect(() => thin([1, 2, 3], 1)).toThrow(RangeError)
  expect(() => thin([1, 2, 3], Number.NaN)).toThrow(RangeError)
})
