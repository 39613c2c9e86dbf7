import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { swingOn } from '../../../../src-renderer/latent/swing'

describe('swingOn', () => {
  it('turns round at the ends', () => {
    expect(swingOn({ position: 0.75, direction: 1 }, 1, 2)).toEqual({ position: 0.75, direction: -1 })
    expect(swingOn({ position: 0.25, direction: -1 }, 1, 2)).toEqual({ position: 0.25, direction: 1 })
    expect(swingOn({ position: 0, direction: 1 }, 0, 2)).toEqual({ position: 0, direction: 1 })
  })

  it('never leaves the way and takes no leap', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<1 | -1>(1, -1),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (position, direction, seconds) => {
          const next = swingOn({ position, direction }, seconds, 1)
          expect(next.position).toBeGreaterThanOrEqual(0)
          expect(next.position).toBeLessThanOrEqual(1)
          expect(Math.abs(next.position - position)).toBeLessThanOrEqual(seconds + 1e-9)
        },
      ),
    )
  })
})
