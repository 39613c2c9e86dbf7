import { firstStretch } from '@shared/runs/stretch'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Control } from '../../../../src-main/trainer/session/control'
import { addStep, epochMeans, meanOf, noSums, StepRecorder } from '../../../../src-main/trainer/session/measures'
import { Rate } from '../../../../src-main/trainer/session/rate'
import { isDue, progressOf } from '../../../../src-main/trainer/session/schedule'

describe('control', () => {
  it('wakes a pause by going on or stopping', async () => {
    const control = new Control()
    control.want('pause')
    const after = control.afterPause()
    control.want('run')
    expect(await after).toBe('run')
    control.want('pause')
    const again = control.afterPause()
    control.want('stop')
    expect(await again).toBe('stop')
  })

  it('takes back no stop, but for abandoning', () => {
    const control = new Control()
    control.want('stop')
    control.want('run')
    expect(control.wish).toBe('stop')
    control.want('abandon')
    control.want('stop')
    expect(control.wish).toBe('abandon')
  })
})

describe('step metrics', () => {
  it('are collected as consecutive values, null for what is not finite', () => {
    const recorder = new StepRecorder()
    expect(recorder.take()).toBeUndefined()
    recorder.record(5, { generatorLoss: 1, valueFunction: Number.NEGATIVE_INFINITY })
    recorder.record(6, { generatorLoss: 2, valueFunction: -1 })
    expect(recorder.take()).toEqual({ firstStep: 5, series: { generatorLoss: [1, 2], valueFunction: [null, -1] } })
    recorder.record(7, { generatorLoss: 3, valueFunction: 0 })
    expect(recorder.take()?.firstStep).toBe(7)
  })

  it('have means over the updates of a step', () => {
    expect(
      meanOf([
        { discriminatorLoss: 1, realScore: 0.5 },
        { discriminatorLoss: 2, realScore: 1 },
      ]),
    ).toEqual({
      discriminatorLoss: 1.5,
      realScore: 0.75,
    })
    expect(meanOf([])).toEqual({})
  })

  it('have epoch means that a save in between does not change by a bit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
        (values) => {
          const steps = values.map((value) => ({ generatorLoss: value, fakeScore: value / 3 }))
          const whole = steps.reduce(addStep, noSums)
          const saved = steps.reduce((sums, step) => JSON.parse(JSON.stringify(addStep(sums, step))), noSums)
          expect(epochMeans(saved, 1, values.length)).toEqual(epochMeans(whole, 1, values.length))
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length
          expect(epochMeans(whole, 1, values.length).means.generatorLoss).toBeCloseTo(mean, 6)
        },
      ),
    )
  })

  it('have no mean where a value was not finite', () => {
    const sums = [{ valueFunction: 1 }, { valueFunction: Number.NaN }, { valueFunction: 1 }].reduce(addStep, noSums)
    expect(epochMeans(sums, 2, 3)).toEqual({ epoch: 2, step: 3, means: { valueFunction: null } })
  })
})

describe('the rate', () => {
  it('is that of even steps, and follows a change', () => {
    const rate = new Rate()
    rate.add(10, 0.1)
    expect(rate.imagesPerSecond).toBeNull()
    for (let i = 0; i < 10; i++) rate.add(10, 0.1)
    expect(rate.imagesPerSecond).toBeCloseTo(100, 9)
    for (let i = 0; i < 200; i++) rate.add(10, 0.2)
    expect(rate.imagesPerSecond).toBeCloseTo(50, 1)
  })
})

describe('cadences', () => {
  it('come by steps or by epochs', () => {
    const stretch = firstStretch({ batchSize: 1, batchesPerStep: 1 }, 3)
    const due = (cadence: Parameters<typeof isDue>[0]) =>
      [1, 2, 3, 4, 5, 6].filter((step) => isDue(cadence, step, stretch))
    expect(due({ unit: 'steps', every: 2 })).toEqual([2, 4, 6])
    expect(due({ unit: 'epochs', every: 1 })).toEqual([3, 6])
    expect(due({ unit: 'epochs', every: 2 })).toEqual([6])
  })
})

describe('progress', () => {
  it('tells the time that is left', () => {
    const length = { steps: 7, stepsPerEpoch: 3, epochs: 3 }
    expect(progressOf(length, 1, 3, 8, 16)).toMatchObject({ epoch: 1, imagesPerSecond: 16, secondsLeft: 2 })
    expect([6, 7].map((step) => progressOf(length, 2, step, 8, null).secondsLeft)).toEqual([null, 0])
  })
})
