import type { RunEvent } from '@shared/runs/events'
import type { RunSummary } from '@shared/runs/run'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conflate, joinBatches, maxPendingEvents, maxPendingSteps } from '../../../src-main/runs/mailbox'
import { noProgress } from '../../support/studio-records'

const summary = (id: string, step: number): RunSummary => ({
  id,
  project: 'p',
  number: 1,
  name: id,
  preset: null,
  dataset: 'mnist',
  origin: null,
  status: { state: 'running' },
  progress: { ...noProgress, step },
  engine: null,
  created: 1,
  updated: 1,
  trainingSeconds: 0,
  latestSample: null,
  family: 'adversarial',
  tags: [],
  archived: false,
  queuePlace: null,
  openAlerts: 0,
})
const run = (id: string, step: number): RunEvent => ({ type: 'run', run: summary(id, step) })
const steps = (id: string, firstStep: number, values: number[]): RunEvent => ({
  type: 'steps',
  id,
  batch: { firstStep, series: { generatorLoss: values } },
})
const sample = (id: string, step: number): RunEvent => ({ type: 'sample', id, sample: { step, epoch: 0 } })
const rewound = (id: string, step: number): RunEvent => ({ type: 'rewound', id, step })
const pendingAfter = (...events: RunEvent[]) => events.reduce<readonly RunEvent[]>(conflate, [])

test('a newer summary takes the place of an older one of the same run', () => {
  expect(pendingAfter(run('a', 1), run('b', 1), run('a', 2))).toEqual([run('b', 1), run('a', 2)])
})

test('steps that follow each other join; a gap does not', () => {
  expect(pendingAfter(steps('a', 1, [1, 2]), run('a', 2), steps('a', 3, [3]))).toEqual([
    steps('a', 1, [1, 2, 3]),
    run('a', 2),
  ])
  expect(pendingAfter(steps('a', 1, [1]), steps('a', 3, [3]))).toHaveLength(2)
  expect(joinBatches({ firstStep: 1, series: {} }, { firstStep: 2, series: {} })).toBeUndefined()
})

test('going back voids what waits after the step, of that run only', () => {
  expect(
    pendingAfter(steps('a', 1, [1, 2, 3]), sample('a', 3), sample('b', 9), rewound('a', 2), steps('a', 3, [7])),
  ).toEqual([steps('a', 1, [1, 2]), sample('b', 9), rewound('a', 2), steps('a', 3, [7])])
})

test('a removed run leaves nothing but its removal', () => {
  expect(pendingAfter(run('a', 1), steps('a', 1, [1]), { type: 'removed', id: 'a' })).toEqual([
    { type: 'removed', id: 'a' },
  ])
})

test('a watcher that never reads costs a limited amount, and keeps the newest steps', () => {
  let pending: readonly RunEvent[] = []
  for (let step = 1; step <= maxPendingSteps + 500; step += 50) {
    pending = conflate(
      pending,
      steps(
        'a',
        step,
        Array.from({ length: 50 }, (_, i) => step + i),
      ),
    )
  }
  const [batch] = pending
  expect(pending).toHaveLength(1)
  expect(batch).toMatchObject({ batch: { firstStep: 501 } })
  for (let step = 0; step < maxPendingEvents + 100; step++) pending = conflate(pending, sample('a', step))
  expect(pending.length).toBeLessThanOrEqual(maxPendingEvents)
})

test('whatever the order, what is delivered says the same as what happened', () => {
  const event = fc.oneof(
    fc.nat(3).map((length) => ({ type: 'more' as const, length: length + 1 })),
    fc.nat(20).map((back) => ({ type: 'back' as const, back })),
    fc.constant({ type: 'deliver' as const }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (script) => {
      // The truth: the value of a step is unique to the moment when it was computed.
      let truth: number[] = []
      let seen: number[] = []
      let pending: readonly RunEvent[] = []
      let clock = 0
      const deliver = () => {
        for (const happening of pending) {
          if (happening.type === 'rewound') seen = seen.slice(0, happening.step)
          if (happening.type !== 'steps') continue
          const { firstStep, series } = happening.batch
          for (const [i, value] of (series.generatorLoss ?? []).entries()) seen[firstStep - 1 + i] = value ?? Number.NaN
        }
        pending = []
      }
      for (const action of script) {
        if (action.type === 'deliver') deliver()
        else if (action.type === 'back') {
          const step = Math.max(0, truth.length - action.back)
          truth = truth.slice(0, step)
          pending = conflate(pending, rewound('a', step))
        } else {
          const values = Array.from({ length: action.length }, () => ++clock)
          pending = conflate(pending, steps('a', truth.length + 1, values))
          truth = [...truth, ...values]
        }
      }
      deliver()
      expect(seen).toEqual(truth)
    }),
  )
})
