import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytes, floats, MemoryPlan } from '../../../../../src-main/trainer/compute/engines/memory'

describe('MemoryPlan', () => {
  it('places tensors on cache lines, apart from each other, inside the memory', () => {
    const tensor = fc.record({
      size: fc.integer({ min: 1, max: 5000 }),
      element: fc.constantFrom(1 as const, 4 as const),
    })
    fc.assert(
      fc.property(fc.array(tensor, { minLength: 1, maxLength: 20 }), (tensors) => {
        const plan = new MemoryPlan()
        const places = tensors.map(({ size, element }) => plan.place([size], element))
        const memory = plan.allocate()
        const views = places.map((place, i) =>
          tensors[i]?.element === 1 ? bytes(memory, place) : floats(memory, place),
        )
        for (const [i, view] of views.entries()) view.fill(i + 1)
        for (const [i, view] of views.entries()) {
          expect(view).toHaveLength(tensors[i]?.size ?? 0)
          expect(view.byteOffset % 64).toBe(0)
          expect(view.every((value) => value === i + 1)).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('says that the memory is not enough', () => {
    const plan = new MemoryPlan()
    plan.place([2 ** 31])
    expect(() => plan.allocate()).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY' }))
  })
})
