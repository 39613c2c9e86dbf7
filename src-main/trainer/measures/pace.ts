import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'

/** How long a computation may hold the process without listening to messages, in ms. */
const HOLD = 25

/** Keeps a long computation from holding its process: it is asked for a breath between two blocks of work. */
export interface Pace {
  /** Lets messages in where enough time has passed. @throws the signal's reason once the work is cancelled */
  breathe(): Promise<void>
}

/** A pace that ends the work when `signal` aborts. */
export function paceOf(signal?: AbortSignal): Pace {
  let last = performance.now()
  return {
    async breathe() {
      if (performance.now() - last < HOLD) return
      await setImmediate()
      signal?.throwIfAborted()
      last = performance.now()
    },
  }
}
