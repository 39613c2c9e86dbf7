import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appendSteps,
  emptyTrace,
  lastStepOfBatch,
  thinTrace,
  truncateTrace,
} from '../../../../src-renderer/training/trace'

const value = fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }))
const traceOf = (values: readonly (number | null)[]) => ({ steps: values.map((_, i) => i + 1), values })

describe('thinTrace', () => {
  it('keeps at most the limit, both ends, the extremes and a gap if there is one', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 5, max: 120 }),
        (values, limit) => {
          const trace = traceOf(values)
          const thin = thinTrace(trace, limit)
          expect(thin.steps.length).toBeLessThanOrEqual(limit)
          expect(thin.steps.length).toBe(thin.values.length)
          expect(thin.steps[0]).toBe(1)
          expect(thin.steps.at(-1)).toBe(values.length)
          expect([...thin.steps].sort((a, b) => a - b)).toEqual(thin.steps)
          expect(thin.steps.map((step) => values[step - 1])).toEqual(thin.values)
          const finite = values.filter((item) => item !== null)
          if (finite.length > 0) {
            expect(thin.values).toContain(Math.max(...finite))
            expect(thin.values).toContain(Math.min(...finite))
          }
          if (finite.length < values.length) expect(thin.values).toContain(null)
        },
      ),
    )
  })
})

describe('appendSteps', () => {
  it('does not care how the steps were cut into batches, or whether batches come twice', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (values, cuts) => {
          const bounds = [0, ...cuts.map((cut) => Math.min(cut, values.length)).sort((a, b) => a - b), values.length]
          let trace = emptyTrace
          for (const [i, end] of bounds.entries()) {
            const start = bounds[i - 1] ?? 0
            trace = appendSteps(trace, start + 1, values.slice(start, end), 1000)
            trace = appendSteps(trace, 1, values.slice(0, end), 1000)
          }
          expect(trace).toEqual(traceOf(values))
        },
      ),
    )
  })

  it('stays bounded over a long run', () => {
    let trace = emptyTrace
    for (let first = 1; first < 50_000; first += 25) {
      trace = appendSteps(
        trace,
        first,
        Array.from({ length: 25 }, (_, i) => (first + i === 777 ? 1e9 : 0)),
        200,
      )
    }
    expect(trace.steps.length).toBeLessThanOrEqual(200)
    expect(trace.steps.at(-1)).toBe(50_000)
    expect(trace.values).toContain(1e9)
  })
})

describe('truncateTrace', () => {
  it('drops what came after a step', () => {
    const trace = traceOf([1, 2, 3, 4])
    expect(truncateTrace(trace, 2)).toEqual(traceOf([1, 2]))
    expect(truncateTrace(trace, 0)).toEqual(emptyTrace)
    expect(truncateTrace(trace, 9)).toEqual(trace)
  })
})

describe('lastStepOfBatch', () => {
  it('counts from the first step', () => {
    expect(lastStepOfBatch({ firstStep: 10, series: { generatorLoss: [1, 2, 3] } })).toBe(12)
  })
})
