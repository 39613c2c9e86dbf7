import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extentOf, firstAtLeast, floatsOf, indicesIn, valueAt } from '../../../../src-renderer/charts/series'

const rising = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 500 }).map((gaps) => {
  let step = 0
  return gaps.map((gap) => {
    step += gap
    return step
  })
})

describe('reading a line', () => {
  const xs = floatsOf([1, 5, 9])
  const values = floatsOf([0.1, null, 0.9])

  it('answers with the value at an x or the last before it', () => {
    expect(valueAt({ xs, values }, 1)).toBe(0.1)
    expect(valueAt({ xs, values }, 4)).toBe(0.1)
    expect(valueAt({ xs, values }, 6)).toBeNaN()
    expect(valueAt({ xs, values }, 9)).toBe(0.9)
    expect(valueAt({ xs, values }, 0)).toBeUndefined()
    expect(valueAt({ xs, values }, 10)).toBeUndefined()
  })

  it('finds places as a search from the start would', () => {
    fc.assert(
      fc.property(rising, fc.integer({ min: -5, max: 5000 }), (steps, wanted) => {
        const slow = steps.findIndex((step) => step >= wanted)
        expect(firstAtLeast(steps, wanted)).toBe(slow < 0 ? steps.length : slow)
      }),
    )
  })

  it('takes one point beyond each end of a range', () => {
    const tens = floatsOf(Array.from({ length: 100 }, (_, i) => i * 10))
    expect(indicesIn(tens, { min: 95, max: 125 })).toEqual([9, 14])
    expect(indicesIn(tens, { min: -5, max: 5000 })).toEqual([0, 100])
  })

  it('spans all lines, and only what a logarithmic axis can show', () => {
    const lines = [{ xs: floatsOf([0, 5, 9]) }, { xs: floatsOf([]) }, { xs: floatsOf([2, 3]) }]
    expect(extentOf(lines)).toEqual({ min: 0, max: 9 })
    expect(extentOf(lines, 'logarithmic')).toEqual({ min: 2, max: 9 })
    expect(extentOf([{ xs: floatsOf([]) }])).toBeNull()
  })
})
