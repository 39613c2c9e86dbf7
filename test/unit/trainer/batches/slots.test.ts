import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PhasePlan, UpdateCursor } from '../../../../src-main/trainer/batches/plan'
import { RING_BYTES, RingReader, RingWriter, SLOTS } from '../../../../src-main/trainer/batches/ring'
import { copyFeeds, slotBytes, slotViews } from '../../../../src-main/trainer/batches/slots'

const phase = (name: PhasePlan['name'], sizes: readonly number[], updates = 1): PhasePlan => ({
  name,
  updates,
  before: 0,
  learningRate: 1,
  feeds: sizes.map((size, i) => ({
    name: `feed${i}`,
    shape: [size],
    type: i % 2 === 0 ? 'uint8' : 'float32',
    source: i % 2 === 0 ? { type: 'images', flip: false } : { type: 'latent', prior: 'normal' },
  })),
})
const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 })

describe('slots', () => {
  it('give every feed room of its own, in every slot', () => {
    fc.assert(
      fc.property(sizes, sizes, (first, second) => {
        const phases = [phase('discriminator', first), phase('generator', second)]
        const views = slotViews(phases, new ArrayBuffer(3 * slotBytes(phases)), 3)
        for (const { name } of phases) {
          const feeds = views.flatMap((slot) => Object.values(slot.get(name) ?? {}))
          for (const [i, values] of feeds.entries()) values.fill(i + 1)
          for (const [i, values] of feeds.entries()) expect(values.every((value) => value === i + 1)).toBe(true)
        }
      }),
    )
  })

  it('are copied feed by feed', () => {
    const target = { a: new Float32Array(2), b: new Uint8Array(1) }
    copyFeeds({ b: Uint8Array.of(9), a: Float32Array.of(1, 2) }, target)
    expect(target).toEqual({ a: Float32Array.of(1, 2), b: Uint8Array.of(9) })
    expect(() => copyFeeds({ c: new Uint8Array(1) }, target)).toThrow('c')
  })
})

describe('the cursor', () => {
  it('takes each phase as often as a step has updates of it', () => {
    const cursor = new UpdateCursor([phase('discriminator', [1], 2), phase('generator', [1])], 7)
    const seen = Array.from({ length: 5 }, () => {
      const at = [cursor.done, cursor.phase.name, cursor.update]
      cursor.advance()
      return at
    })
    expect(seen).toEqual([
      [7, 'discriminator', 0],
      [7, 'discriminator', 1],
      [7, 'generator', 0],
      [8, 'discriminator', 0],
      [8, 'discriminator', 1],
    ])
  })
})

describe('the ring', () => {
  it('hands slots over in order, each once, and never one that is not filled or not free', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (moves) => {
        const memory = new SharedArrayBuffer(RING_BYTES)
        const [writer, reader] = [new RingWriter(memory), new RingReader(memory)]
        let [filled, taken, waiting] = [0, 0, false]
        for (const write of moves) {
          if (write && filled - taken < SLOTS) {
            expect(writer.free()).toBe(filled++ % SLOTS)
            expect(writer.filled()).toBe(waiting)
            waiting = false
          } else if (!write) {
            const slot = reader.next()
            expect(slot).toBe(filled === taken ? undefined : taken % SLOTS)
            waiting = slot === undefined
            if (slot === undefined) continue
            reader.taken()
            taken++
          }
        }
      }),
    )
  })

  it('that is closed frees no slot, full or not', () => {
    const memory = new SharedArrayBuffer(RING_BYTES)
    const writer = new RingWriter(memory)
    for (let i = 0; i < SLOTS; i++) writer.filled()
    new RingReader(memory).close()
    expect(writer.free()).toBeUndefined()
  })
})
