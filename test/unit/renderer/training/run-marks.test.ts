import type { Alert } from '@shared/alerts/alert'
import { expect, test } from 'vitest'
import { marksOf } from '../../../../src-renderer/training/run-marks'

const alert = (kind: Alert['kind'], since: number, cleared: number | null): Alert => ({
  kind,
  step: since + 100,
  since,
  at: 1,
  detail: '',
  cleared,
})

test('alerts are marked where they began, as are changes and where the run left another', () => {
  const change = { setting: 'optimisers.generator.learningRate', value: 1e-4 } as const
  const changes = [{ step: 400, at: 1, change }]
  const origin = { run: 'p-1', number: 1, step: 300 }
  expect(
    marksOf({
      origin,
      changes,
      alerts: [alert('divergence', 500, null), alert('mode-collapse', 200, 400)],
      starts: [],
    }),
  ).toEqual([
    { step: 200, label: 'collapse', tone: 'warn' },
    { step: 300, label: 'from Run 1', tone: 'quiet' },
    { step: 400, label: 'G rate 1e-4', tone: 'quiet' },
    { step: 500, label: 'diverges', tone: 'bad' },
  ])
  expect(marksOf({ origin: null, changes: [], alerts: [], starts: [] })).toEqual([])
})

test('a resume is marked with how far the run had been, and with its engine where that is another', () => {
  const start = (step: number, reached: number, engine: 'compiled-cpu' | 'reference') => ({
    step,
    reached,
    engine,
    at: 1,
  })
  const none = { changes: [], alerts: [] }
  const starts = [
    start(0, 0, 'compiled-cpu'),
    start(1200, 1240, 'compiled-cpu'),
    start(2000, 2000, 'reference'),
    start(2400, 2400, 'reference'),
  ]
  expect(marksOf({ ...none, origin: null, starts }).map(({ step, label }) => [step, label])).toEqual([
    [1200, 'resumed, had reached 1,240'],
    [2000, 'resumed on reference'],
    [2400, 'resumed'],
  ])
  // A run without a checkpoint begins again at step 0; a branch begins where it left the other run.
  expect(marksOf({ ...none, origin: null, starts: [start(0, 7, 'compiled-cpu')] })).toHaveLength(1)
  const origin = { run: 'p-1', number: 1, step: 300 }
  expect(marksOf({ ...none, origin, starts: [start(300, 300, 'compiled-cpu')] })).toHaveLength(1)
})
