import type { RunSummary } from '@shared/runs/run'
import { describe, expect, it } from 'vitest'
import { estimateTime } from '../../../../src-renderer/training/estimate'
import { wayOn } from '../../../../src-renderer/training/run-actions'

const run = (number: number, preset: string | null, step: number, trainingSeconds: number): RunSummary => ({
  id: `run-${number}`,
  project: 'first',
  number,
  name: `Run ${number}`,
  preset,
  dataset: 'mnist',
  origin: null,
  status: { state: 'stopped' },
  progress: { step, steps: 100, stepsPerEpoch: 10, epoch: 0, epochs: 1, imagesPerSecond: null, secondsLeft: null },
  engine: 'compiled-cpu',
  created: number,
  updated: number,
  trainingSeconds,
  latestSample: null,
  family: 'adversarial',
  tags: [],
  archived: false,
  queuePlace: null,
  openAlerts: 0,
})

describe('estimateTime', () => {
  it('goes by the newest run of the same preset that says something', () => {
    const runs = [run(1, 'a', 100, 100), run(2, 'a', 100, 50), run(3, 'a', 5, 50), run(4, 'b', 100, 1)]
    expect(estimateTime(runs, 'a', 1000)).toMatchObject({ seconds: 500, basis: { number: 2 } })
  })

  it('says nothing without one', () => {
    expect(estimateTime([run(1, 'a', 100, 0), run(2, null, 100, 10)], 'a', 10)).toBeUndefined()
    expect(estimateTime([run(2, null, 100, 10)], null, 10)).toBeUndefined()
  })
})

describe('wayOn', () => {
  const checkpoint = { name: 'step-1200', step: 1200, epoch: 1, created: 0 }

  it('names the checkpoint that a run goes on from', () => {
    expect(wayOn({ status: { state: 'paused', failure: null }, checkpoints: [] })?.label).toBe('Resume')
    expect(wayOn({ status: { state: 'stopped' }, checkpoints: [checkpoint] })?.label).toBe('Resume from step 1,200')
    expect(wayOn({ status: { state: 'interrupted', reason: '' }, checkpoints: [] })?.label).toBe('Start again')
  })

  it('offers nothing for a run at work or at its end', () => {
    expect(wayOn({ status: { state: 'running' }, checkpoints: [checkpoint] })).toBeUndefined()
    expect(wayOn({ status: { state: 'completed' }, checkpoints: [checkpoint] })).toBeUndefined()
  })
})
