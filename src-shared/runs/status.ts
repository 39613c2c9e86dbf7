import { z } from 'zod'
import { StoredFailure } from '../contract/errors'

/** Where a run stands. `interrupted` means that its process ended without a word; it and `stopped` resume. */
export const RunStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('queued') }),
  z.object({ state: z.literal('preparing'), phase: z.string() }),
  z.object({ state: z.literal('running') }),
  /** With a failure: the studio paused it, for example because the disk is full. */
  z.object({ state: z.literal('paused'), failure: StoredFailure.nullable() }),
  z.object({ state: z.literal('completed') }),
  z.object({ state: z.literal('stopped') }),
  z.object({ state: z.literal('failed'), failure: StoredFailure }),
  z.object({ state: z.literal('interrupted'), reason: z.string() }),
])
export type RunStatus = z.infer<typeof RunStatus>
export type RunState = RunStatus['state']

/** What can happen to a run. */
export type RunAction =
  | { readonly type: 'prepare'; readonly phase: string }
  | { readonly type: 'start' }
  | { readonly type: 'pause'; readonly failure: StoredFailure | null }
  | { readonly type: 'continue' }
  | { readonly type: 'complete' }
  | { readonly type: 'stop' }
  | { readonly type: 'fail'; readonly failure: StoredFailure }
  | { readonly type: 'interrupt'; readonly reason: string }
  | { readonly type: 'resume' }

const from: Record<RunAction['type'], readonly RunState[]> = {
  prepare: ['queued', 'preparing'],
  start: ['preparing'],
  pause: ['running'],
  continue: ['paused'],
  complete: ['running'],
  stop: ['queued', 'preparing', 'running', 'paused'],
  fail: ['queued', 'preparing', 'running', 'paused'],
  interrupt: ['queued', 'preparing', 'running', 'paused'],
  resume: ['stopped', 'interrupted', 'failed'],
}

function target(action: RunAction): RunStatus {
  switch (action.type) {
    case 'prepare':
      return { state: 'preparing', phase: action.phase }
    case 'start':
    case 'continue':
      return { state: 'running' }
    case 'pause':
      return { state: 'paused', failure: action.failure }
    case 'complete':
      return { state: 'completed' }
    case 'stop':
      return { state: 'stopped' }
    case 'fail':
      return { state: 'failed', failure: action.failure }
    case 'interrupt':
      return { state: 'interrupted', reason: action.reason }
    case 'resume':
      return { state: 'queued' }
  }
}

/** Whether an action is possible in a state. */
export const allows = (state: RunState, action: RunAction['type']): boolean => from[action].includes(state)

/** The status after an action, or undefined where the action is not possible. */
export function reduceRunStatus(status: RunStatus, action: RunAction): RunStatus | undefined {
  return allows(status.state, action.type) ? target(action) : undefined
}

/** The states in which a process is, or is about to be, at work on a run. */
export const activeStates: readonly RunState[] = ['queued', 'preparing', 'running', 'paused']

/** Whether a process is, or is about to be, at work on a run in this state. */
export const isActive = (state: RunState): boolean => activeStates.includes(state)
