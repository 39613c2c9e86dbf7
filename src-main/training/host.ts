import type { ContractRouterClient } from '@orpc/contract'
import type { trainerContract } from '@shared/contract/trainer'

/** The typed client of a trainer process. It rejects with `StudioError`s only; with `TRAINER_LOST` once the process has ended. */
export type TrainerClient = ContractRouterClient<typeof trainerContract>

/** How a trainer process ended: because it was told to, or by itself (a crash, a kill from outside, a failed start). */
export type TrainerEnd =
  | { readonly type: 'dismissed' }
  | {
      readonly type: 'lost'
      /** In words, one line. */
      readonly reason: string
      /** What the process said last; empty if nothing. */
      readonly lastWords: string
    }

/** A trainer process. `Frames` is what this kind of process hands out as the far end of a frame port. */
export interface TrainerProcess<Frames> {
  readonly client: TrainerClient
  /** Process id, undefined until it is known. */
  readonly pid: number | undefined
  /** How many signs of life it has given so far. */
  readonly signs: number
  /** Resolves once, when the process has ended. Never rejects. */
  readonly ended: Promise<TrainerEnd>
  /** Connects a port to a generator that is open under `session`; it speaks `latent/frames.ts`. */
  framePort(session: string): Frames
  /** Ends the process at once. Whatever it was doing is lost; checkpoints are written atomically and stay. */
  kill(): void
}

/** What a trainer process is started for; process lists show it. */
export type TrainerPurpose = 'trainer' | 'sampler' | 'measurer' | 'evaluator'

/** Starts trainer processes. */
export interface TrainerHost<Frames> {
  start(purpose: TrainerPurpose): TrainerProcess<Frames>
}
