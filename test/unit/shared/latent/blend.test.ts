import { arithmetic, bilinear, blend, onCircle, PLANE_COLUMNS, planeLatent, seedAt } from '@shared/latent/blend'
import { latentOf, norm, slerp } from '@shared/latent/vectors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const latents = fc.record({
  size: fc.integer({ min: 2, max: 40 }),
  prior: fc.constantFrom<'normal' | 'uniform'>('normal', 'uniform'),
})
const whole = fc.integer({ min: -300, max: 3000 })
const place = fc.double({ min: -50, max: 50, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const distance = (a: Float32Array, b: Float32Array) => norm(a.map((value, i) => value - (b[i] ?? 0)))

describe('the seed plane', () => {
  test('is exactly the seed at whole numbers, whatever the prior', () => {
    fc.assert(
      fc.property(latents, whole, whole, (latent, x, y) => {
        expect(planeLatent(x, y, latent)).toEqual(latentOf(seedAt(x, y), latent))
      }),
    )
  })

  test('names each seed by column and row, and goes round at its end', () => {
    expect([seedAt(1042, 0), seedAt(42, 10)]).toEqual([1042, 42 + 10 * PLANE_COLUMNS])
    expect([seedAt(-1, 0), seedAt(0, -1)]).toEqual([2 ** 32 - 1, 2 ** 32 - PLANE_COLUMNS])
  })

  test('keeps the norm between those of the four seeds around', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), place, place, (size, x, y) => {
        const latent = { size, prior: 'normal' } as const
        const norms = [0, 1].flatMap((right) =>
          [0, 1].map((down) => norm(latentOf(seedAt(Math.floor(x) + right, Math.floor(y) + down), latent))),
        )
        const found = norm(planeLatent(x, y, latent))
        expect(found).toBeGreaterThan(Math.min(...norms) - 1e-4)
        expect(found).toBeLessThan(Math.max(...norms) + 1e-4)
      }),
    )
  })

  test('stays in the box of a uniform prior', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), place, place, (size, x, y) => {
        const latent = planeLatent(x, y, { size, prior: 'uniform' })
        expect(latent.every((value) => Math.abs(value) <= 1)).toBe(true)
      }),
    )
  })

  test('takes no leap, also from one square to the next', () => {
    const latent = { size: 32, prior: 'normal' } as const
    fc.assert(
      fc.property(place, place, fc.constantFrom<[number, number]>([1e-3, 0], [0, 1e-3]), (x, y, [dx, dy]) => {
        expect(distance(planeLatent(x, y, latent), planeLatent(x + dx, y + dy, latent))).toBeLessThan(0.1)
      }),
    )
  })

  test('is symmetric: corners that are exchanged exchange the sides', () => {
    const latent = { size: 12, prior: 'normal' } as const
    const corner = (seed: number) => latentOf(seed, latent)
    const [a, b, c, d] = [corner(1), corner(2), corner(3), corner(4)]
    fc.assert(
      fc.property(share, share, (x, y) => {
        const here = bilinear([a, b, c, d], x, y, 'normal')
        expect(distance(here, bilinear([b, a, d, c], 1 - x, y, 'normal'))).toBeLessThan(1e-5)
        expect(distance(here, bilinear([a, c, b, d], y, x, 'normal'))).toBeLessThan(1e-5)
      }),
    )
  })

  test('passes the middle of two seeds where the spherical way does', () => {
    const [a, b] = [Float32Array.of(3, 0, 0), Float32Array.of(0, 3, 0)]
    const middle = blend(
      [
        { latent: a, weight: 0.5 },
        { latent: b, weight: 0.5 },
      ],
      'normal',
    )
    expect(distance(middle, slerp(a, b, 0.5))).toBeLessThan(1e-6)
  })

  test('needs a part to blend', () => {
    expect(() => blend([], 'normal')).toThrow(RangeError)
  })
})

describe('arithmetic', () => {
  test('gives back what is taken away and added again', () => {
    fc.assert(
      fc.property(latents, whole, whole, (latent, i, j) => {
        const [a, b] = [latentOf(Math.abs(i), latent), latentOf(Math.abs(j) + 3001, latent)]
        expect(distance(arithmetic(a, b, b, latent.prior), a)).toBeLessThan(1e-4)
        expect(distance(arithmetic(a, a, b, latent.prior), b)).toBeLessThan(1e-4)
      }),
    )
  })
})

describe('a circle', () => {
  test('begins and ends at the first seed, with its norm all the way and opposite ends half a turn apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), share, (size, turn) => {
        const latent = { size, prior: 'normal' } as const
        const [a, b] = [latentOf(5, latent), latentOf(6, latent)]
        expect(onCircle(a, b, 0, 'normal')).toEqual(a)
        expect(onCircle(a, b, 1, 'normal')).toEqual(a)
        const point = onCircle(a, b, turn, 'normal')
        expect(norm(point)).toBeCloseTo(norm(a), 4)
        const opposite = onCircle(a, b, turn + 0.5, 'normal')
        expect(norm(point.map((value, i) => value + (opposite[i] ?? 0)))).toBeLessThan(1e-4)
      }),
    )
  })
})
