import { StudioError, toStoredFailure } from '@shared/contract/errors'
import type { MeasuredValue } from '@shared/measures/measured-value'
import { expect, test } from 'vitest'
import { afterEvent, type Evaluation } from '../../../../src-renderer/training/measures/evaluation'
import {
  basisWords,
  bestKept,
  groupsOf,
  measuredQuantities,
  seriesOf,
} from '../../../../src-renderer/training/measures/measured-series'

const network = (id: string, title: string): MeasuredValue['features'] => ({
  id: id.padEnd(16, '0'),
  kind: 'classes',
  title,
  size: 64,
  accuracy: 0.98,
})
const value = (step: number, number: number, change: Partial<MeasuredValue> = {}): MeasuredValue => ({
  quantity: 'fid',
  value: number,
  error: null,
  step,
  checkpoint: `step-${step}`,
  features: network('a', 'classes of MNIST'),
  samples: 500,
  dataset: 'mnist',
  split: 'train',
  seed: 0,
  at: step,
  ...change,
})

test('values of other features, samples or splits are lines of their own, and only the newest of a step counts', () => {
  const values = [
    value(100, 50),
    value(100, 51, { seed: 1, at: 900 }),
    value(200, 40),
    value(200, 9, { samples: 5000 }),
    value(300, 30),
    value(300, 0.1, { quantity: 'kid' }),
    value(100, 5, { features: null, at: 1000 }),
  ]
  expect(measuredQuantities(values)).toEqual(['fid', 'kid'])
  const lines = groupsOf(values, 'fid').map((group, i) => seriesOf(group, { token: 'run-1', dash: [] }, i))
  expect(lines.map(({ label, xs, values: ys }) => [label, [...xs], [...ys]])).toEqual([
    ['500 samples of mnist/train · classes of MNIST', [100, 200, 300], [51, 40, 30]],
    ['5,000 samples of mnist/train · classes of MNIST', [200], [9]],
    ['500 samples of mnist/train · pixels', [100], [5]],
  ])
  expect(new Set(lines.map(({ style }) => style.dash.join())).size).toBe(3)
})

test('the best is among values that may be compared, and is known to be kept or not', () => {
  const values = [value(100, 3, { samples: 50 }), value(200, 20), value(300, 30)]
  expect(bestKept(values, 'fid', [{ name: 'step-200' }])).toEqual({ best: values[1], kept: true })
  expect(bestKept(values, 'fid', [])?.kept).toBe(false)
  expect(bestKept(values, 'kid', [])).toBeUndefined()
  expect(basisWords(value(1, 2, { features: null }))).toBe('500 samples of mnist/train · pixels')
})

test('an evaluation tells its phase with a rate, and what could not be measured', () => {
  let now: Evaluation = { state: 'running', doing: null, failures: [] }
  const progress = (phase: string, done: number) => ({ type: 'progress' as const, phase, done, total: 100, step: 5 })
  now = afterEvent(now, progress('Drawing samples', 10), 0)
  expect(now).toMatchObject({ doing: { done: 10, perSecond: null } })
  now = afterEvent(now, progress('Drawing samples', 60), 1000)
  expect(now).toMatchObject({ doing: { done: 60, perSecond: 50 } })
  now = afterEvent(now, progress('Computing', 0), 1500)
  expect(now).toMatchObject({ doing: { phase: 'Computing', perSecond: null } })
  const failure = toStoredFailure(new StudioError('TOO_FEW_SAMPLES', 'Too few.', { safe: '', next: '' }))
  now = afterEvent(now, { type: 'failed', measure: 'fid', step: 5, failure }, 1600)
  expect(now).toMatchObject({ failures: [{ measure: 'fid', failure: { code: 'TOO_FEW_SAMPLES' } }] })
  expect(afterEvent({ state: 'idle' }, progress('Computing', 1), 1700)).toEqual({ state: 'idle' })
})
