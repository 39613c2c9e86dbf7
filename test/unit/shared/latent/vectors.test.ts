import { between, latentOf, lerp, slerp } from '@shared/latent/vectors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const vectors = (size: number) =>
  fc.float32Array({ minLength: size, maxLength: size, noNaN: true, noDefaultInfinity: true, min: -8, max: 8 })
const pair = fc.integer({ min: 1, max: 12 }).chain((size) => fc.tuple(vectors(size), vectors(size)))
const share = fc.double({ min: 0, max: 1, noNaN: true })
const norm = (v: Float32Array) => Math.hypot(...v)
const distance = (a: Float32Array, b: Float32Array) => norm(a.map((value, i) => value - (b[i] ?? 0)))

describe('slerp', () => {
  test('is exact at the ends and returns copies', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(slerp(a, b, 0)).toEqual(a)
        expect(slerp(a, b, 1)).toEqual(b)
        expect(slerp(a, b, 0)).not.toBe(a)
      }),
    )
  })

  test('takes the norm linearly from one end to the other wherever a turn is defined', () => {
    fc.assert(
      fc.property(pair, share, ([a, b], t) => {
        const cosine = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / (norm(a) * norm(b))
        fc.pre(Math.abs(cosine) < 0.999)
        expect(norm(slerp(a, b, t))).toBeCloseTo((1 - t) * norm(a) + t * norm(b), 3)
      }),
    )
  })

  test('goes the same way from either end', () => {
    fc.assert(
      fc.property(pair, share, ([a, b], t) => {
        expect(distance(slerp(a, b, t), slerp(b, a, 1 - t))).toBeLessThan(1e-3)
      }),
    )
  })

  test('does not exchange ends that are nearly parallel', () => {
    fc.assert(
      fc.property(fc.constantFrom(1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 0), share, (angle, t) => {
        const [a, b] = [Float32Array.of(2, 0, 0), Float32Array.of(2 * Math.cos(angle), 2 * Math.sin(angle), 0)]
        const point = slerp(a, b, t)
        expect(Math.abs(distance(a, point) - t * distance(a, b))).toBeLessThan(1e-6)
        expect(Math.abs(distance(point, b) - (1 - t) * distance(a, b))).toBeLessThan(1e-6)
      }),
    )
  })

  test('turns at constant speed', () => {
    const [a, b] = [Float32Array.of(2, 0), Float32Array.of(0, 2)]
    for (const t of [0.25, 0.5, 0.9]) {
      const [x = 0, y = 0] = slerp(a, b, t)
      expect(Math.atan2(y, x)).toBeCloseTo((t * Math.PI) / 2, 6)
    }
  })

  test('is finite for parallel, opposite and zero vectors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }).chain(vectors),
        share,
        fc.constantFrom(-2, -1, 0, 1, 3),
        (a, t, factor) => {
          expect(
            slerp(
              a,
              a.map((value) => value * factor),
              t,
            ).every(Number.isFinite),
          ).toBe(true)
        },
      ),
    )
  })
})

describe('between', () => {
  const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0, 1)]
  test('turns for a normal prior', () => expect(between(a, b, 0.5, 'normal')).toEqual(slerp(a, b, 0.5)))
  test('goes straight for a uniform prior', () => {
    expect(between(a, b, 0.5, 'uniform')).toEqual(lerp(a, b, 0.5))
    expect([...lerp(a, b, 0.25)]).toEqual([0.75, 0.25])
  })
})

describe('latentOf', () => {
  test('gives one seed one vector, and another seed another', () => {
    const latent = { size: 10, prior: 'normal' } as const
    expect(latentOf(5, latent)).toEqual(latentOf(5, latent))
    expect(latentOf(5, latent)).not.toEqual(latentOf(6, latent))
    expect(latentOf(5, latent)).toHaveLength(10)
  })

  test('draws from the prior', () => {
    expect(latentOf(1, { size: 1000, prior: 'uniform' }).every((value) => Math.abs(value) <= 1)).toBe(true)
    expect(latentOf(1, { size: 1000, prior: 'normal' }).some((value) => Math.abs(value) > 1)).toBe(true)
  })
})
