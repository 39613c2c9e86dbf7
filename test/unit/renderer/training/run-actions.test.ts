import { expect, test } from 'vitest'
import { earlierCheckpoints, otherEngines } from '../../../../src-renderer/training/run-actions'
import type { EngineId, EngineStatus } from '../../../../src-shared/compute/engine'
import type { ErrorCode } from '../../../../src-shared/contract/errors'
import type { Run } from '../../../../src-shared/runs/run'
import { noProgress } from '../../../support/studio-records'
import { tinyConfig } from '../../../support/tiny-run'

const status = (id: EngineId, available = true): EngineStatus => ({ id, title: id, available, device: '', reason: '' })
const failed = (code: ErrorCode): Run['status'] => ({
  state: 'failed',
  failure: { code, message: '', safe: '', next: '' },
})
const others = (state: Run['status'], engine: EngineId | null = 'reference') =>
  otherEngines({ status: state, engine, config: tinyConfig }, [status('compiled-cpu'), status('reference')])

test('another engine is offered where the failure may be one of the engine', () => {
  expect(others({ state: 'interrupted', reason: 'It hung' })).toEqual(['compiled-cpu'])
  for (const code of ['ENGINE_UNAVAILABLE', 'OUT_OF_MEMORY', 'UNEXPECTED'] as const) {
    expect(others(failed(code), null)).toEqual(['compiled-cpu'])
  }
  expect(others(failed('DIVERGED'))).toEqual([])
  expect(others({ state: 'stopped' })).toEqual([])
})

test('neither its own engine nor one that is for tests or cannot be used is offered', () => {
  expect(others(failed('OUT_OF_MEMORY'), 'compiled-cpu')).toEqual([])
  const run = { status: failed('OUT_OF_MEMORY'), engine: null, config: tinyConfig }
  expect(otherEngines(run, [status('compiled-cpu', false)])).toEqual([])
})

test('a new run can go on from every kept checkpoint but one at the end, the newest first', () => {
  const checkpoint = (step: number) => ({ name: `step-${step}`, step, epoch: 0, created: 0 })
  const checkpoints = [10, 20, 30].map(checkpoint)
  const stepsFrom = (steps: number) => earlierCheckpoints({ checkpoints, progress: { ...noProgress, steps } })
  expect(stepsFrom(30).map(({ step }) => step)).toEqual([20, 10])
  expect(stepsFrom(40).map(({ step }) => step)).toEqual([30, 20, 10])
})
