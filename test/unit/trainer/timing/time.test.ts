import { describe, expect, it } from 'vitest'
import { referenceEngine } from '../../../../src-main/trainer/compute/engines/reference'
import { disk } from '../../../../src-main/trainer/files/disk'
import { compileAndMeasure } from '../../../../src-main/trainer/timing/compile'
import { median } from '../../../../src-main/trainer/timing/steps'
import { timeConfig } from '../../../../src-main/trainer/timing/time'
import type { CompileRequest } from '../../../../src-shared/compute/compile-report'
import type { TimeEvent } from '../../../../src-shared/compute/measurement'
import { tinyConfig } from '../../../support/tiny-run'

const request = { config: tinyConfig, engine: 'reference', milliseconds: 20 } as const

describe('timing a config', () => {
  it('takes steps that do not count, then times until its time is over', async () => {
    const events: TimeEvent[] = []
    for await (const event of timeConfig(request, referenceEngine)) events.push(event)
    const done = events.flatMap((event) => (event.type === 'progress' ? [event.done] : []))
    expect(done).toEqual([...done].sort((a, b) => a - b))
    const last = events.at(-1)
    if (last?.type !== 'timing') throw new Error('no timing')
    expect(last.timing.steps).toBe(done.length - 3) // one for the preparation, two that do not count
    expect(last.timing.imagesPerSecond).toBeCloseTo((8 / last.timing.milliseconds) * 1000, 9)
    expect(last.timing.memoryBytes).toBeGreaterThan(10e6)
  })

  it('ends between two steps when it is cancelled', async () => {
    const abort = new AbortController()
    const events = timeConfig({ ...request, milliseconds: 1e9 }, referenceEngine, abort.signal)
    await events.next()
    await events.next()
    abort.abort()
    await expect(events.next()).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('takes the middle of its times', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([5])]).toEqual([2, 2, 5])
    expect(median([])).toBeNaN()
  })
})

describe('compiling', () => {
  const compile: CompileRequest = { config: tinyConfig, engine: 'compiled-cpu', without: [], folder: null }

  it.each([
    [{ ...compile, engine: 'reference' as const }, 'INVALID_INPUT', 'compiled-cpu'],
    [{ ...compile, without: ['convolution'] }, 'INVALID_INPUT', 'convolutions'],
  ])('refuses what there is not, with what there is', async (wrong, code, named) => {
    await expect(compileAndMeasure(wrong, disk).next()).rejects.toMatchObject({
      code,
      failure: { next: expect.stringContaining(named) },
    })
  })

  it('ends when it is cancelled', async () => {
    const abort = new AbortController()
    const events = compileAndMeasure(compile, disk, abort.signal)
    expect((await events.next()).value).toMatchObject({ type: 'progress' })
    abort.abort()
    await expect(events.next()).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
