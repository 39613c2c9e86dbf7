import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestStep } from '../../../../src-renderer/ui/steps'
import { wholeFactorSize } from '../../../../src-renderer/ui/whole-factor'

const side = fc.integer({ min: 1, max: 2000 })

describe('wholeFactorSize', () => {
  it('is the largest whole factor of device pixels that fits', () => {
    expect(wholeFactorSize({ width: 231, height: 231 }, { width: 500, height: 700 }, 1)).toEqual({
      width: 462,
      height: 462,
      factor: 2,
    })
    expect(wholeFactorSize({ width: 100, height: 100 }, { width: 250, height: 250 }, 1.5)).toEqual({
      width: 200,
      height: 200,
      factor: 3,
    })
  })

  it('covers whole device pixels, fits where one pixel each fits, and could not be larger', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.constantFrom(1, 1.25, 1.5, 2), (width, height, w, h, ratio) => {
        const shown = wholeFactorSize({ width, height }, { width: w, height: h }, ratio, 4000)
        expect(Number.isInteger(shown.factor)).toBe(true)
        expect(shown.width * ratio).toBeCloseTo(width * shown.factor, 6)
        const fits = (factor: number) => width * factor <= w * ratio && height * factor <= h * ratio
        expect(fits(shown.factor) || shown.factor === 1).toBe(true)
        expect(fits(shown.factor + 1)).toBe(false)
      }),
    )
  })

  it('keeps to the largest factor that is allowed, and takes a picture without size for none', () => {
    expect(wholeFactorSize({ width: 1, height: 1 }, { width: 500, height: 500 }, 1, 8).factor).toBe(8)
    expect(wholeFactorSize({ width: 0, height: 5 }, { width: 500, height: 500 }, 1).factor).toBe(0)
  })
})

describe('nearestStep', () => {
  it('finds the nearest kept step, the earlier of two', () => {
    expect(nearestStep([0, 100, 200], 149)).toBe(1)
    expect(nearestStep([0, 100, 200], 150)).toBe(1)
    expect(nearestStep([0, 100, 200], 9000)).toBe(2)
    expect(nearestStep([], 3)).toBe(-1)
  })
})
