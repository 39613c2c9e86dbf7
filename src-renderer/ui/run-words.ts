import type { RunState, RunStatus } from '@shared/runs/status'

/** How a state of a run is put: a word, and the tone that its colour follows. */
export interface StateWords {
  readonly word: string
  readonly tone: 'active' | 'ok' | 'warn' | 'bad' | 'quiet'
}

export const stateWords: { readonly [K in RunState]: StateWords } = {
  queued: { word: 'Queued', tone: 'quiet' },
  preparing: { word: 'Preparing', tone: 'active' },
  running: { word: 'Running', tone: 'active' },
  paused: { word: 'Paused', tone: 'warn' },
  completed: { word: 'Completed', tone: 'ok' },
  stopped: { word: 'Stopped', tone: 'quiet' },
  failed: { word: 'Failed', tone: 'bad' },
  interrupted: { word: 'Interrupted', tone: 'warn' },
}

/** What there is to say about a status beside its word, or undefined. */
export function statusNote(status: RunStatus): string | undefined {
  switch (status.state) {
    case 'preparing':
      return status.phase
    case 'interrupted':
      return status.reason
    case 'failed':
      return status.failure.message
    case 'paused':
      return status.failure?.message
    case 'queued':
    case 'running':
    case 'completed':
    case 'stopped':
      return undefined
  }
}
