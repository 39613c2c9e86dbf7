import type { MeasuredValue } from '@shared/measures/measured-value'
import { expect, test } from 'vitest'
import { measuredCells, quantitiesOf } from '../../../../src-renderer/compare/measured'

const value = (step: number, number: number, samples = 500): MeasuredValue => ({
  quantity: 'fid',
  value: number,
  error: null,
  step,
  checkpoint: `step-${step}`,
  features: null,
  samples,
  dataset: 'mnist',
  split: 'train',
  seed: 0,
  at: step,
})

test('runs are ranked only among those that were measured in the same way', () => {
  const runs = [
    { id: 'a', measuredValues: [value(1, 9), value(2, 5), value(3, 7)] },
    { id: 'b', measuredValues: [value(1, 6)] },
    { id: 'c', measuredValues: [value(1, 1, 50)] },
    { id: 'd', measuredValues: [] },
  ]
  const cells = measuredCells(runs, 'fid')
  const seen = [...cells].map(([id, { last, best, leads }]) => [id, last.value, best.value, leads])
  expect(seen).toEqual([
    ['a', 7, 5, true],
    ['b', 6, 6, false],
    ['c', 1, 1, false],
  ])
  expect(quantitiesOf(runs)).toEqual(['fid'])
  expect(measuredCells(runs, 'swd').size).toBe(0)
})
