import { blendClasses } from '@shared/latent/drawn-class'
import { decodeAnswer, decodeRequest, encodeAnswer, encodeRequest, MAX_FRAME_COUNT } from '@shared/latent/frames'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const uint32 = fc.nat({ max: 2 ** 32 - 1 })

describe('a frame request', () => {
  test('survives the way', () => {
    const share = fc.float({ min: Math.fround(0.001), max: Math.fround(0.999), noNaN: true })
    const number = fc.nat({ max: 999 })
    const blend = fc.tuple(number, number, share).map(([first, second, of]) => blendClasses(first, second, of))
    const label = fc.option(fc.oneof(number, blend))
    const shape = fc.record({ count: fc.integer({ min: 1, max: 5 }), size: fc.integer({ min: 1, max: 7 }) })
    fc.assert(
      fc.property(uint32, shape, label, (request, { count, size }, wanted) => {
        const latents = Float32Array.from({ length: count * size }, (_, i) => i / 3)
        const decoded = decodeRequest(encodeRequest({ request, count, label: wanted, latents }), size)
        expect(decoded).toEqual({ request, count, label: wanted, latents })
      }),
    )
  })

  test.each([
    ['text', 'abc'],
    ['too short', new ArrayBuffer(7)],
    ['no images', encodeRequest({ request: 1, count: 0, label: null, latents: new Float32Array(0) })],
    ['another latent size', encodeRequest({ request: 1, count: 2, label: null, latents: new Float32Array(7) })],
    [
      'too many images',
      encodeRequest({
        request: 1,
        count: MAX_FRAME_COUNT + 1,
        label: null,
        latents: new Float32Array(3 * (MAX_FRAME_COUNT + 1)),
      }),
    ],
  ])('is refused: %s', (_name, data) => {
    expect(decodeRequest(data, 3)).toBeUndefined()
  })

  test('of any bytes is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 4 }), (bytes, size) => {
        const decoded = decodeRequest(bytes.slice().buffer, size)
        if (decoded) expect(decoded.latents).toHaveLength(decoded.count * size)
      }),
    )
  })
})

describe('a frame answer', () => {
  test('survives the way', () => {
    const pixels = Uint8ClampedArray.from({ length: 2 * 3 * 4 * 4 }, (_, i) => i)
    const answer = { request: 9, count: 2, height: 3, width: 4, pixels }
    expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer)
  })

  test('without images tells of a failed request', () => {
    const failed = { request: 9, count: 0, height: 0, width: 0, pixels: new Uint8ClampedArray(0) }
    expect(decodeAnswer(encodeAnswer(failed))).toEqual(failed)
  })

  test.each([
    ['no buffer', new Uint8Array(16)],
    ['too short', new ArrayBuffer(15)],
    ['too few pixels', encodeAnswer({ request: 1, count: 1, height: 2, width: 2, pixels: new Uint8ClampedArray(12) })],
  ])('is refused: %s', (_name, data) => {
    expect(decodeAnswer(data)).toBeUndefined()
  })
})
