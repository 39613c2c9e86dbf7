import { performance } from 'node:perf_hooks'

/** The session's only source of time. */
export interface Clock {
  /** Milliseconds since the epoch, for time stamps. */
  now(): number
  /** Milliseconds from an arbitrary moment that never go back, for durations. */
  elapsed(): number
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }
