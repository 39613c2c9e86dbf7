import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Coefficients,
  minimalFiltering,
  mostOutputs,
  transposed,
} from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/coefficients'

const applied = (matrix: Coefficients, values: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, x, i) => sum + x * (values[i] ?? 0), 0))
const multiplied = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x * (b[i] ?? 0))

const value = fc.double({ min: -2, max: 2, noNaN: true })
const problems = fc
  .integer({ min: 1, max: 5 })
  .chain((taps) => fc.record({ taps: fc.constant(taps), outputs: fc.integer({ min: 1, max: mostOutputs(taps) }) }))
  .chain(({ taps, outputs }) =>
    fc.record({
      filtering: fc.constant(minimalFiltering(outputs, taps)),
      data: fc.array(value, { minLength: outputs + taps - 1, maxLength: outputs + taps - 1 }),
      kernel: fc.array(value, { minLength: taps, maxLength: taps }),
      gradient: fc.array(value, { minLength: outputs, maxLength: outputs }),
    }),
  )

const close = (a: readonly number[], b: readonly number[]) =>
  expect(Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? Number.NaN))))).toBeLessThan(1e-12)

describe('minimal filtering', () => {
  it('is a correlation', () =>
    fc.assert(
      fc.property(problems, ({ filtering: f, data, kernel }) => {
        const direct = Array.from({ length: f.outputs }, (_, i) =>
          kernel.reduce((sum, tap, k) => sum + tap * (data[i + k] ?? 0), 0),
        )
        close(applied(f.output, multiplied(applied(f.kernel, kernel), applied(f.input, data))), direct)
      }),
      { seed: 1980 },
    ))

  it('transposed, is the gradient of the filter', () =>
    fc.assert(
      fc.property(problems, ({ filtering: f, data, gradient }) => {
        const direct = Array.from({ length: f.taps }, (_, k) =>
          gradient.reduce((sum, dy, i) => sum + dy * (data[i + k] ?? 0), 0),
        )
        const products = multiplied(applied(f.input, data), applied(transposed(f.output), gradient))
        close(applied(transposed(f.kernel), products), direct)
      }),
      { seed: 1980 },
    ))

  it('takes three multiplications for two results of two taps', () => {
    const { products, input, kernel, output } = minimalFiltering(2, 2)
    expect(products).toBe(3)
    const entries = [...input, ...output].flat().map(Math.abs)
    expect(entries.every((entry) => entry === 0 || entry === 1)).toBe(true)
    expect(kernel.flat().every(Number.isInteger)).toBe(true)
  })

  it('names what it cannot do', () => {
    expect(() => minimalFiltering(mostOutputs(2) + 1, 2)).toThrow(RangeError)
    expect(() => minimalFiltering(0, 2)).toThrow(RangeError)
  })
})
