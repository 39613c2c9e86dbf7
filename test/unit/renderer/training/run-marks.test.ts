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
    marksOf({ origin, changes, alerts: [alert('divergence', 500, null), alert('mode-collapse', 200, 400)] }),
  ).toEqual([
    { step: 200, label: 'collapse', tone: 'warn' },
    { step: 300, label: 'from Run 1', tone: 'quiet' },
    { step: 400, label: 'G rate 1e-4', tone: 'quiet' },
    { step: 500, label: 'diverges', tone: 'bad' },
  ])
  expect(marksOf({ origin: null, changes: [], alerts: [] })).toEqual([])
})
