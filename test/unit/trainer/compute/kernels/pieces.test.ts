import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divide } from '../../../../../src-main/trainer/compute/kernels/pieces'

const tensor = fc
  .record({ units: fc.integer({ min: 0, max: 40 }), unit: fc.constantFrom(16, 64, 160), rest: fc.constantFrom(0, 16) })
  .map(({ units, unit, rest }) => ({ bytes: units * unit + rest, unit }))

describe('dividing tensors among workers', () => {
  it('covers every byte once, in order, in whole units', () =>
    fc.assert(
      fc.property(fc.array(tensor, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (tensors, workers) => {
        const shares = divide(tensors, workers)
        expect(shares).toHaveLength(workers)
        const pieces = shares.flat()
        for (const one of tensors) {
          const own = pieces.filter(({ tensor: of }) => of === one)
          let next = 0
          for (const { offset, bytes } of own) {
            expect(offset).toBe(next)
            next += bytes
            if (next !== one.bytes) expect(next % one.unit).toBe(0)
          }
          expect(next).toBe(one.bytes)
        }
      }),
    ))

  it('gives every worker about the same', () => {
    const shares = divide(
      [
        { bytes: 6400, unit: 64 },
        { bytes: 64, unit: 64 },
        { bytes: 3200, unit: 64 },
      ],
      2,
    )
    const bytes = shares.map((share) => share.reduce((sum, piece) => sum + piece.bytes, 0))
    expect(Math.abs((bytes[0] ?? 0) - (bytes[1] ?? 0))).toBeLessThanOrEqual(64)
  })
})
