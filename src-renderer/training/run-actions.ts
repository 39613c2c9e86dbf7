import type { Run } from '@shared/runs/run'
import { formatCount } from '../ui/format/numbers'

/** How a run that stands still goes on. */
export interface WayOn {
  /** What the button says. */
  readonly label: string
}

/** The way on for a run in its present state, undefined where there is none. */
export function wayOn({ status, checkpoints }: Pick<Run, 'status' | 'checkpoints'>): WayOn | undefined {
  switch (status.state) {
    case 'paused':
      return { label: 'Resume' }
    case 'stopped':
    case 'failed':
    case 'interrupted': {
      const step = checkpoints.at(-1)?.step
      return { label: step === undefined ? 'Start again' : `Resume from step ${formatCount(step)}` }
    }
    case 'queued':
    case 'preparing':
    case 'running':
    case 'completed':
      return undefined
  }
}
