import { Generator, stream } from '@shared/random/generator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const seed = fc.nat({ max: Number.MAX_SAFE_INTEGER })

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length }
}

describe('Generator', () => {
  test('gives the published sequence of xoshiro128** for the state 1, 2, 3, 4', () => {
    const generator = new Generator([1, 2, 3, 4])
    expect(Array.from({ length: 10 }, () => generator.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  test('refuses a state of zeros, from which it would never leave', () => {
    expect(() => new Generator([0, 0, 0, 0])).toThrow(RangeError)
  })

  test('draws uniform numbers in [0, 1) that float32 holds exactly', () => {
    fc.assert(
      fc.property(seed, (value) => {
        const drawn = stream(value, 'test').uniform()
        expect(drawn).toBeGreaterThanOrEqual(0)
        expect(drawn).toBeLessThan(1)
        expect(Math.fround(drawn)).toBe(drawn)
      }),
    )
  })

  test('draws integers below a bound', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 2 ** 32 }), (value, bound) => {
        const drawn = stream(value, 'test').below(bound)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true)
      }),
    )
  })

  test('draws every residue of a large bound equally often, where a plain remainder would not', () => {
    // With 3·2³⁰ a remainder alone would give the lower third of the range half of all draws.
    const [bound, draws, generator] = [3 * 2 ** 30, 30_000, stream(1, 'test')]
    let low = 0
    for (let i = 0; i < draws; i++) if (generator.below(bound) < 2 ** 30) low++
    // Five standard deviations of a binomial with p = ⅓ are 408.
    expect(Math.abs(low - draws / 3)).toBeLessThan(408)
  })

  test('draws normal numbers of mean 0 and variance 1', () => {
    const values = new Float32Array(200_001)
    stream(7, 'test').fillNormal(values)
    const { mean, variance } = moments(values)
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(values.length))
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length))
    const inside = (limit: number) => values.filter((value) => Math.abs(value) < limit).length / values.length
    expect(inside(1)).toBeCloseTo(0.6827, 2)
    expect(inside(2)).toBeCloseTo(0.9545, 2)
    expect(inside(3)).toBeCloseTo(0.9973, 2)
  })

  test('fills with uniform numbers between two ends', () => {
    const values = new Float32Array(100_000)
    stream(3, 'test').fillUniform(values, -1, 1)
    const { mean, variance } = moments(values)
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / values.length))
    expect(variance).toBeCloseTo(1 / 3, 2)
    expect(values.every((value) => value >= -1 && value < 1)).toBe(true)
  })

  test('goes on from its state', () => {
    const generator = stream(5, 'test')
    for (let i = 0; i < 10; i++) generator.uint32()
    const other = new Generator(generator.state)
    expect(other.uint32()).toBe(generator.uint32())
  })

  test('shuffles: the same elements, each as likely at each place', () => {
    const counts = Array.from({ length: 4 }, () => new Uint32Array(4))
    for (let position = 0; position < 8000; position++) {
      const items = Uint32Array.of(0, 1, 2, 3)
      stream(1, 'shuffle', position).shuffle(items)
      expect([...items].sort()).toEqual([0, 1, 2, 3])
      items.forEach((item, place) => {
        const row = counts[item]
        if (row) row[place] = (row[place] ?? 0) + 1
      })
    }
    // Five standard deviations of a binomial with p = ¼ are 194.
    for (const count of counts.flatMap((row) => [...row])) expect(Math.abs(count - 2000)).toBeLessThan(194)
  })
})

describe('stream', () => {
  const first = (...of: Parameters<typeof stream>) => {
    const generator = stream(...of)
    return [generator.uint32(), generator.uint32(), generator.uint32()]
  }

  test('depends on seed, purpose and position alone', () => {
    fc.assert(
      fc.property(seed, fc.string({ maxLength: 20 }), seed, (value, purpose, position) => {
        expect(first(value, purpose, position)).toEqual(first(value, purpose, position))
      }),
    )
  })

  test('differs where any of them differs, in the high words too', () => {
    const streams = [
      first(1, 'a', 0),
      first(2, 'a', 0),
      first(1 + 2 ** 40, 'a', 0),
      first(1, 'b', 0),
      first(1, 'aa', 0),
      first(1, 'a', 1),
      first(1, 'a', 2 ** 40),
    ].map((numbers) => numbers.join())
    expect(new Set(streams).size).toBe(streams.length)
  })

  test('gives unrelated numbers at neighbouring positions', () => {
    const values = Float32Array.from({ length: 50_000 }, (_, position) => stream(1, 'test', position).uniform() - 0.5)
    const { mean, variance } = moments(values)
    const products = values.slice(1).reduce((sum, value, i) => sum + value * (values[i] ?? 0), 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length))
    expect(variance).toBeCloseTo(1 / 12, 2)
    expect(Math.abs(products / variance)).toBeLessThan(5 / Math.sqrt(values.length))
  })
})
