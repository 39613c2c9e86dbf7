import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { sharesOf, watchThread } from '../../../../src-main/trainer/timing/shares'

describe('where a thread’s time goes', () => {
  it('is told by the kind of what was running at each sample', () => {
    const frame = (id: number, functionName: string, url = 'file:///studio.cjs') => ({
      id,
      callFrame: { functionName, url },
    })
    const nodes = [
      frame(1, '(root)', ''),
      frame(2, '(idle)', ''),
      frame(3, '(program)', ''),
      frame(4, 'adam', 'wasm://wasm/1234'),
      frame(5, 'run'),
      frame(6, '(garbage collector)', ''),
      frame(7, '<anonymous>', ''),
    ]
    // Sample i lasts until the next one; the last has no length.
    const profile = { nodes, samples: [2, 3, 4, 5, 6, 7, 2], timeDeltas: [7, 40, 10, 10, 15, 5, 20] }
    expect(sharesOf(profile)).toEqual({ runtime: 0.6, native: 0.2, javascript: 0.2 })
    expect(() => sharesOf({ nodes, samples: [], timeDeltas: [] })).toThrow('empty')
  })

  it('is JavaScript while JavaScript computes, and waiting while the thread waits', async () => {
    const busy = await watchThread(async () => {
      let sum = 0
      for (let i = 0; i < 50_000_000; i++) sum += Math.sqrt(sum + i)
      expect(sum).toBeGreaterThan(0)
    })
    expect(busy.javascript).toBeGreaterThan(busy.runtime)
    const idle = await watchThread(async () => {
      await wait(60)
    })
    expect(idle.runtime).toBeGreaterThan(idle.javascript)
    expect(idle.runtime + idle.native + idle.javascript).toBeCloseTo(1, 9)
  })
})
