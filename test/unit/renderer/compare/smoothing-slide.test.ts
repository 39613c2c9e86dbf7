import { describe, expect, test } from 'vitest'
import { slideOf, smoothingAt } from '../../../../src-renderer/compare/curves/smoothing-slide'

/** The step of the slider, and how exactly Naive UI rounds places before it moves by one. */
const STEP = 0.005
const ROUNDED = 3

describe('the smoothing slider', () => {
  test('gives each of its places again, so that a key goes on from it', () => {
    for (let place = 0; place * STEP <= 0.965; place++) {
      const again = slideOf(smoothingAt(place * STEP)) / STEP
      expect(Number(again.toFixed(ROUNDED))).toBe(place)
    }
  })

  test('reaches from no smoothing to a memory of a thousand values', () => {
    expect(smoothingAt(0)).toBe(0)
    expect(smoothingAt(0.97)).toBe(0.999)
    expect(smoothingAt(0.5)).toBe(0.75)
  })
})
