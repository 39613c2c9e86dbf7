import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extentOf, firstAtLeast, valueAt, visiblePoints } from '../../../../src-renderer/charts/series'

const line = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 9 }), value: fc.option(fc.integer({ min: -99, max: 99 })) }), {
    maxLength: 3000,
  })
  .map((points) => {
    let step = 0
    return {
      steps: points.map(({ gap }) => {
        step += gap
        return step
      }),
      values: points.map(({ value }) => value),
    }
  })

describe('visiblePoints', () => {
  it('keeps every point where the pixels can show them, and gaps as NaN', () => {
    expect(visiblePoints([1, 2, 3], [0.5, null, 0.25], null, 100)).toEqual([
      { x: 1, y: 0.5 },
      { x: 2, y: Number.NaN },
      { x: 3, y: 0.25 },
    ])
  })

  it('never draws more than five points a column, keeps the order, the extremes and the gaps', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 60 }), ({ steps, values }, columns) => {
        const points = visiblePoints(steps, values, null, columns)
        expect(points.length).toBeLessThanOrEqual(columns * 5)
        expect(points.map(({ x }) => x)).toEqual([...new Set(points.map(({ x }) => x))].sort((a, b) => a - b))
        const finite = values.filter((value) => value !== null)
        const drawn = points.map(({ y }) => y).filter((y) => !Number.isNaN(y))
        if (finite.length > 0) {
          expect(Math.max(...drawn)).toBe(Math.max(...finite))
          expect(Math.min(...drawn)).toBe(Math.min(...finite))
        }
        expect(points.some(({ y }) => Number.isNaN(y))).toBe(values.includes(null))
        expect(points.at(0)?.x).toBe(steps.at(0))
        expect(points.at(-1)?.x).toBe(steps.at(-1))
      }),
    )
  })

  it('draws a range and one point beyond each end', () => {
    const steps = Array.from({ length: 100 }, (_, i) => i * 10)
    const points = visiblePoints(steps, steps, { min: 95, max: 125 }, 500)
    expect(points.map(({ x }) => x)).toEqual([90, 100, 110, 120, 130])
  })
})

describe('reading a line', () => {
  const steps = [1, 5, 9]
  const values = [0.1, null, 0.9]

  it('answers with the value at a step or the last before it', () => {
    expect(valueAt({ steps, values }, 1)).toBe(0.1)
    expect(valueAt({ steps, values }, 4)).toBe(0.1)
    expect(valueAt({ steps, values }, 6)).toBeNull()
    expect(valueAt({ steps, values }, 9)).toBe(0.9)
    expect(valueAt({ steps, values }, 0)).toBeUndefined()
    expect(valueAt({ steps, values }, 10)).toBeUndefined()
  })

  it('finds places as a search from the start would', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: -5, max: 30_000 }), ({ steps: rising }, wanted) => {
        const slow = rising.findIndex((step) => step >= wanted)
        expect(firstAtLeast(rising, wanted)).toBe(slow < 0 ? rising.length : slow)
      }),
    )
  })

  it('spans all lines', () => {
    expect(extentOf([{ steps: [5, 9] }, { steps: [] }, { steps: [2, 3] }])).toEqual({ min: 2, max: 9 })
    expect(extentOf([{ steps: [] }])).toBeNull()
  })
})
