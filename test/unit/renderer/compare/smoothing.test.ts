import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smooth } from '../../../../src-renderer/compare/smoothing'
import { unionOfSteps } from '../../../../src-renderer/compare/steps'

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true })
const weight = fc.double({ min: 0, max: 0.999, noNaN: true })

/** The same average by its definition, without recursion. */
function direct(values: readonly number[], w: number, n: number): number {
  const weights = values.slice(0, n + 1).map((_, i) => w ** (n - i))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.reduce((sum, each, i) => sum + each * (values[i] ?? 0), 0) / total
}

describe('smooth', () => {
  it('equals the weighted mean that defines it', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), weight, (values, w) => {
        for (const [n, smoothed] of smooth(values, w).entries()) expect(smoothed).toBeCloseTo(direct(values, w, n), 6)
      }),
    )
  })

  it('equals pandas: Series([1, 2, 4, 3]).ewm(alpha=0.5).mean()', () => {
    const expected = [1, 5 / 3, 3, 3]
    for (const [i, smoothed] of smooth([1, 2, 4, 3], 0.5).entries()) expect(smoothed).toBeCloseTo(expected[i] ?? 0, 12)
  })

  it('keeps a constant as it is, from the first value on', () => {
    for (const smoothed of smooth([0.7, 0.7, 0.7], 0.99)) expect(smoothed).toBeCloseTo(0.7, 12)
  })

  it('keeps gaps and is not led astray by them', () => {
    expect(smooth([null, 2, null, 2, null], 0.9)).toEqual([null, 2, null, 2, null])
  })

  it('changes nothing with weight 0', () => {
    expect(smooth([3, null, -1], 0)).toEqual([3, null, -1])
  })
})

describe('unionOfSteps', () => {
  it('sorts and drops duplicates', () => {
    expect(unionOfSteps([[0, 100, 20], [20, 5], []])).toEqual([0, 5, 20, 100])
  })
})
