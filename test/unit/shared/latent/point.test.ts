import { planeLatent } from '@shared/latent/blend'
import { fromBase64Url, toBase64Url } from '@shared/latent/float-text'
import { formatPoint, LatentIdentifier, type LatentPoint, latentOfPoint, parsePoint } from '@shared/latent/point'
import { latentOf } from '@shared/latent/vectors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const finite = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true })
const place = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000)
const seed = fc.nat({ max: 2 ** 31 - 1 })

const points: fc.Arbitrary<LatentPoint> = fc.record({
  origin: fc.oneof(
    fc.record({ type: fc.constant<'seed'>('seed'), seed }),
    fc.record({ type: fc.constant<'plane'>('plane'), x: place, y: place }),
    fc.record({ type: fc.constant<'circle'>('circle'), a: seed, b: seed, turn: place }),
    fc.record({ type: fc.constant<'z'>('z'), values: finite }),
  ),
  truncation: fc.integer({ min: 0, max: 2000 }).map((n) => n / 1000),
})

describe('a latent identifier', () => {
  test('gives back the same latent', () => {
    fc.assert(
      fc.property(points, (point) => {
        expect(parsePoint(formatPoint(point))).toEqual(point)
      }),
    )
  })

  test('has no character that a shell takes for its own', () => {
    fc.assert(
      fc.property(points, (point) => {
        expect(formatPoint(point)).toMatch(/^[\w:,./-]+$/)
      }),
    )
  })

  test.each([
    ['a bare seed', '42', { type: 'seed', seed: 42 }, 1],
    ['blanks around', ' plane:1.5,-2 ', { type: 'plane', x: 1.5, y: -2 }, 1],
    ['a truncation', 'seed:1/psi:0.7', { type: 'seed', seed: 1 }, 0.7],
  ] as const)('is read: %s', (_name, text, origin, truncation) => {
    expect(parsePoint(text)).toEqual({ origin, truncation })
  })

  test.each([
    '',
    'seed:',
    'seed:-1',
    'seed:1.5',
    'plane:1',
    'plane:1,2,3',
    'plane:1e3,2',
    'z:AACA',
    'z:AADAfw',
    'z:AACAPw==',
    'seed:1/psi:3',
    'seed:1/psi:0.7/psi:0.7',
    'seed:1/class:2',
    `z:${'A'.repeat(30_000)}`,
  ])('is refused: %s', (text) => {
    expect(parsePoint(text)).toBeUndefined()
    expect(LatentIdentifier.safeParse(text).success).toBe(false)
  })

  test('of any text is read or refused, never thrown at', () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePoint(text)))
  })

  test('names the numbers that a model takes', () => {
    const latent = { size: 5, prior: 'normal' } as const
    const at = (text: string) => {
      const point = parsePoint(text)
      return point && latentOfPoint(point, latent)
    }
    expect(at('seed:9')).toEqual(latentOf(9, latent))
    expect(at('plane:9.25,1.5')).toEqual(planeLatent(9.25, 1.5, latent))
    expect(at('circle:1,2,1')).toEqual(latentOf(1, latent))
    expect(at('seed:9/psi:0.5')).toEqual(latentOf(9, latent).map((value) => value / 2))
    expect(at(`z:${toBase64Url(Float32Array.of(1, 2, 3, 4, 5))}`)).toEqual(Float32Array.of(1, 2, 3, 4, 5))
    expect(at(`z:${toBase64Url(Float32Array.of(1, 2))}`)).toBeUndefined()
  })
})

describe('numbers as text', () => {
  test('are base64url of little-endian float32', () => {
    fc.assert(
      fc.property(finite, (values) => {
        const text = toBase64Url(values)
        expect(text).toBe(Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64url'))
        expect(fromBase64Url(text)).toEqual(values)
      }),
    )
  })
})
