import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conflate, EventQueue } from '../../../../src-main/trainer/session/event-queue'
import type { TrainerEvent } from '../../../../src-shared/runs/events'
import { seriesOf } from '../../../support/recorded-run'

const steps = (firstStep: number, values: number[]): TrainerEvent => ({
  type: 'steps',
  batch: { firstStep, series: { generatorLoss: values, realScore: values.map((value) => value / 2) } },
})
const progress = (step: number): TrainerEvent => ({
  type: 'progress',
  progress: { step, steps: 9, stepsPerEpoch: 3, epoch: 0, epochs: 3, imagesPerSecond: null, secondsLeft: null },
  trainingSeconds: step,
})
const sample = (step: number): TrainerEvent => ({ type: 'sample', sample: { step, epoch: 0 } })

describe('waiting events', () => {
  it('keep every value and every event that has to be kept, in order', () => {
    const kinds = fc.array(fc.constantFrom('steps', 'progress', 'sample'), { maxLength: 30 })
    fc.assert(
      fc.property(kinds, (given) => {
        let step = 0
        const events = given.map((kind) => {
          if (kind === 'progress') return progress(step)
          if (kind === 'sample') return sample(step)
          step += 2
          return steps(step - 1, [step, step + 0.5])
        })
        const waiting = events.reduce<TrainerEvent[]>(conflate, [])
        expect(seriesOf(waiting, 'generatorLoss')).toEqual(seriesOf(events, 'generatorLoss'))
        expect(seriesOf(waiting, 'realScore')).toEqual(seriesOf(events, 'realScore'))
        const kept = (list: TrainerEvent[]) => list.filter(({ type }) => type === 'sample')
        expect(kept(waiting)).toEqual(kept(events))
        expect(waiting.filter(({ type }) => type === 'progress')).toEqual(
          events.filter(({ type }) => type === 'progress').slice(-1),
        )
      }),
    )
  })

  it('join step batches that follow each other and no others', () => {
    const together = [steps(1, [1, 2]), steps(3, [3])].reduce<TrainerEvent[]>(conflate, [])
    expect(together).toEqual([steps(1, [1, 2, 3])])
    const apart = [steps(1, [1, 2]), steps(4, [3])].reduce<TrainerEvent[]>(conflate, [])
    expect(apart).toEqual([steps(1, [1, 2]), steps(4, [3])])
  })
})

describe('the queue', () => {
  it('gives a slow reader what waited as one, and ends after the last', async () => {
    const queue = new EventQueue()
    for (const [at, value] of [4, 5, 6].entries()) queue.push(steps(at + 1, [value]))
    const reader = queue.read()
    expect((await reader.next()).value).toEqual(steps(1, [4, 5, 6]))
    const next = reader.next()
    queue.push(sample(3))
    expect((await next).value).toEqual(sample(3))
    queue.push(progress(3))
    queue.end()
    expect((await reader.next()).value).toEqual(progress(3))
    expect((await reader.next()).done).toBe(true)
  })
})
