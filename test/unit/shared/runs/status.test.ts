import type { StoredFailure } from '@shared/contract/errors'
import { allows, isActive, type RunAction, type RunState, RunStatus, reduceRunStatus } from '@shared/runs/status'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const failure: StoredFailure = { code: 'DISK_FULL', message: 'The disk is full', safe: 'kept', next: 'make room' }
const actions: readonly RunAction[] = [
  { type: 'prepare', phase: 'Tracing' },
  { type: 'start' },
  { type: 'pause', failure: null },
  { type: 'pause', failure },
  { type: 'continue' },
  { type: 'complete' },
  { type: 'stop' },
  { type: 'fail', failure },
  { type: 'interrupt', reason: 'its process ended' },
  { type: 'resume' },
]

/** The machine as its description has it: queued → preparing → running ⇄ paused → an end; some ends resume. */
const machine: Readonly<Record<RunState, Partial<Record<RunAction['type'], RunState>>>> = {
  queued: { prepare: 'preparing', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  preparing: { prepare: 'preparing', start: 'running', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  running: { pause: 'paused', complete: 'completed', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  paused: { continue: 'running', stop: 'stopped', fail: 'failed', interrupt: 'interrupted' },
  completed: {},
  stopped: { resume: 'queued' },
  failed: { resume: 'queued' },
  interrupted: { resume: 'queued' },
}

describe('reduceRunStatus', () => {
  test('never leaves the state machine, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...actions), { maxLength: 60 }), (happened) => {
        let status: RunStatus = { state: 'queued' }
        for (const action of happened) {
          const next = reduceRunStatus(status, action)
          expect(next?.state).toBe(machine[status.state][action.type])
          expect(allows(status.state, action.type)).toBe(next !== undefined)
          if (next) status = RunStatus.parse(next)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('carries what the state tells', () => {
    expect(reduceRunStatus({ state: 'running' }, { type: 'pause', failure })).toEqual({ state: 'paused', failure })
    expect(reduceRunStatus({ state: 'running' }, { type: 'fail', failure })).toEqual({ state: 'failed', failure })
    expect(reduceRunStatus({ state: 'queued' }, { type: 'prepare', phase: 'Tracing' })).toEqual({
      state: 'preparing',
      phase: 'Tracing',
    })
  })
})

test('a run is active until it has ended', () => {
  const states = ['queued', 'preparing', 'running', 'paused', 'completed', 'stopped', 'failed', 'interrupted'] as const
  expect(states).toHaveLength(Object.keys(machine).length)
  expect(states.filter(isActive)).toEqual(['queued', 'preparing', 'running', 'paused'])
})
