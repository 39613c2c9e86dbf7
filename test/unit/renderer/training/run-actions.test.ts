import { expect, test } from 'vitest'
import { otherEngines } from '../../../../src-renderer/training/run-actions'
import type { EngineId, EngineStatus } from '../../../../src-shared/compute/engine'
import type { ErrorCode } from '../../../../src-shared/contract/errors'
import type { Run } from '../../../../src-shared/runs/run'
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
