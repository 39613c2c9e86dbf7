/**
 * How main and the trainer process talk, whichever way the trainer was started. `out/main/trainer.cjs` finds out by itself.
 *
 * **Electron** (`utilityProcess.fork(file, [], { serviceName: 'trainer' })`)
 * - main to trainer: `child.postMessage(purpose, [port])` with a {@link ChannelPurpose} and one `MessagePortMain`. Main calls
 *   `start()` on its own end. Messages that are posted before the process is up are kept for it.
 * - trainer to main: {@link TrainerNotice}, as `child.on('message', notice)`.
 *
 * **Plain Node** (`child_process.fork(file, [], { serialization: 'advanced' })`)
 * - Both directions carry {@link ForkMessage}; `ForkPorts` in `fork-ports.ts` makes ports of it on either side:
 *   `ports.open(purpose)` in main, `ports.receive(message)` for everything that arrives.
 * - Notices come as `{ kind: 'notice', notice }`. Main waits for the notice `ready` before it opens channels; a process that
 *   ends without it never started.
 *
 * **In both**
 * - An `api` channel carries `trainerContract` (oRPC's message-port adapter). When it closes, or the parent
 *   disconnects, the trainer leaves the run where it is and exits with code 0: saves are atomic, so nothing is half there.
 * - A `frames` channel carries the binary protocol of `latent/frames.ts` for one open generator session. Requests are
 *   answered one after the other, in order. With an unknown session each request is answered with a count of 0.
 * - Signs of life (`alive`) come from the event loop. Main ends a trainer that gives none for long.
 * - Exit codes of utility processes mislead: the run that main saw active when the process ended is `interrupted`.
 */
import { z } from 'zod'
import { StoredFailure } from './errors'
import { Id } from './id'

/** What a channel is for. */
export const ChannelPurpose = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('api') }),
  z.object({ kind: z.literal('frames'), session: Id }),
])
export type ChannelPurpose = z.infer<typeof ChannelPurpose>

/** Milliseconds between two signs of life of a trainer. */
export const SIGN_INTERVAL = 5_000

/** What the trainer says outside of every channel. */
export const TrainerNotice = z.discriminatedUnion('kind', [
  /** It listens. */
  z.object({ kind: z.literal('ready') }),
  /** A sign of life, every {@link SIGN_INTERVAL} ms: its event loop turns. A step does not keep it from that, however long. */
  z.object({ kind: z.literal('alive') }),
  /** A defect that belongs to no call. A run in progress has failed with it; main should replace the process. */
  z.object({ kind: z.literal('fault'), failure: StoredFailure }),
])
export type TrainerNotice = z.infer<typeof TrainerNotice>

/** One message between a forked trainer and its parent. Channel numbers are given by the side that opens, from 1. */
export const ForkMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), channel: z.int().positive(), purpose: ChannelPurpose }),
  z.object({ kind: z.literal('data'), channel: z.int().positive(), data: z.unknown() }),
  z.object({ kind: z.literal('close'), channel: z.int().positive() }),
  z.object({ kind: z.literal('notice'), notice: TrainerNotice }),
])
export type ForkMessage = z.infer<typeof ForkMessage>
