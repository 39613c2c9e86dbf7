import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AxisScale, movedBy, placed, rangeBetween, zoomedAt } from '../../../../src-renderer/charts/axis'

const extent = { min: 1, max: 10_000 }
const scales = fc.constantFrom<AxisScale>('linear', 'logarithmic')
const at = fc.double({ min: 1, max: 10_000, noNaN: true })

describe('zooming', () => {
  it('comes closer and leaves what is under the hand where it is', () => {
    fc.assert(
      fc.property(scales, at, fc.double({ min: 0.2, max: 0.9, noNaN: true }), (scale, point, factor) => {
        const range = zoomedAt(null, extent, scale, point, factor)
        if (range === null) throw new Error('it came closer')
        const share = ({ min, max }: { min: number; max: number }) =>
          (placed(point, scale) - placed(min, scale)) / (placed(max, scale) - placed(min, scale))
        expect(share(range)).toBeCloseTo(share(extent), 6)
      }),
    )
  })

  it('ends at the whole extent', () => {
    expect(zoomedAt({ min: 100, max: 200 }, extent, 'linear', 150, 1e6)).toBeNull()
    expect(zoomedAt(null, extent, 'logarithmic', 150, 2)).toBeNull()
  })

  it('stays within the extent', () => {
    fc.assert(
      fc.property(scales, at, at, fc.double({ min: 0.5, max: 3, noNaN: true }), (scale, a, b, factor) => {
        const begin = rangeBetween(a, b, null, extent, scale)
        const range = zoomedAt(begin, extent, scale, Math.min(a, b), factor)
        if (range === null) return
        expect(range.min).toBeGreaterThanOrEqual(extent.min * (1 - 1e-9))
        expect(range.max).toBeLessThanOrEqual(extent.max * (1 + 1e-9))
      }),
    )
  })
})

describe('moving', () => {
  it('keeps the width and stops at the ends', () => {
    expect(movedBy({ min: 100, max: 200 }, extent, 'linear', 0.5)).toEqual({ min: 150, max: 250 })
    expect(movedBy({ min: 9900, max: 9990 }, extent, 'linear', 1)).toEqual({ min: 9910, max: 10_000 })
    expect(movedBy(null, extent, 'linear', 1)).toBeNull()
  })
})

describe('choosing a part', () => {
  it('takes its ends in any order, and nothing that is too small', () => {
    expect(rangeBetween(500, 100, null, extent, 'linear')).toEqual({ min: 100, max: 500 })
    expect(rangeBetween(500, 500, null, extent, 'linear')).toBeNull()
  })
})
