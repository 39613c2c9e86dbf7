import type { Engine, Executor } from '../../src-main/trainer/compute/engine'
import { referenceEngine } from '../../src-main/trainer/compute/engines/reference'
import type { Clock } from '../../src-main/trainer/session/clock'
import type { EngineId } from '../../src-shared/compute/engine'
import { StudioError } from '../../src-shared/contract/errors'

/** A clock that stands still unless it is moved. */
export class ManualClock implements Clock {
  #elapsed = 0

  now(): number {
    return 1_700_000_000_000 + this.#elapsed
  }

  elapsed(): number {
    return this.#elapsed
  }

  advance(milliseconds: number): void {
    this.#elapsed += milliseconds
  }
}

/** What happens at points of an engine's work; each may throw what the engine is to fail with. */
export interface Script {
  readonly onPrepare?: () => void
  /** Before an update; `updates` counts from 1 over all phases of this executor. */
  readonly onRun?: (phase: string, updates: number) => void | Promise<void>
  readonly onDispose?: () => void
}

/** An engine that computes as `reference` does, and does what a script says beside that. */
export function scriptedEngine(id: EngineId, script: Script): Engine {
  return {
    id,
    status: async () => ({ ...(await referenceEngine.status()), id, title: `Scripted ${id}`, available: true }),
    async prepare(program, state, onPhase) {
      script.onPrepare?.()
      const executor = await referenceEngine.prepare(program, state, onPhase)
      let updates = 0
      const scripted: Executor = {
        feeds: executor.feeds,
        infer: (name) => executor.infer(name),
        gradients: (name) => executor.gradients(name),
        snapshot: () => executor.snapshot(),
        restore: (snapshot) => executor.restore(snapshot),
        dispose() {
          script.onDispose?.()
          executor.dispose()
        },
        async run(phase, rate) {
          await script.onRun?.(phase, ++updates)
          return executor.run(phase, rate)
        },
      }
      return scripted
    },
  }
}

/** What an engine fails with that finds too little memory. */
export const outOfMemory = (): StudioError =>
  new StudioError('OUT_OF_MEMORY', 'The discriminator’s update failed: the memory of this machine is not enough.', {
    safe: 'The state before this step and all checkpoints are kept.',
    next: 'Choose a smaller batch.',
  })

/** What an engine fails with whose device is gone. */
export const deviceLost = (): StudioError =>
  new StudioError('ENGINE_UNAVAILABLE', 'The device was lost.', {
    safe: 'The state before this step and all checkpoints are kept.',
    next: 'Resume on another engine.',
  })
