import type { RunSummary } from '@shared/runs/run'
import type { RunState } from '@shared/runs/status'
import { type StateWords, stateWords } from '../ui/run-words'

/** How many runs are in a state. */
export interface StateCount {
  readonly state: RunState
  readonly count: number
  readonly tone: StateWords['tone']
  /** In words: “2 completed”. */
  readonly text: string
}

const order: readonly RunState[] = [
  'running',
  'preparing',
  'paused',
  'queued',
  'completed',
  'stopped',
  'interrupted',
  'failed',
]

/** The states that runs are in, those at work first; states without runs are left out. */
export function countStates(runs: readonly RunSummary[]): StateCount[] {
  return order.flatMap((state) => {
    const count = runs.filter(({ status }) => status.state === state).length
    const { word, tone } = stateWords[state]
    return count === 0 ? [] : [{ state, count, tone, text: `${count} ${word.toLowerCase()}` }]
  })
}
