import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ImageShape, Latent } from '../architecture/spec'
import { LatentDirections } from '../latent/direction'
import { Drawing, DrawingEvent } from '../latent/drawing'
import { ExportFormat } from '../latent/export'
import { procedure } from './base'
import { Id } from './id'

/** A generator that is loaded for sampling. */
export const LatentSession = z.object({
  session: Id,
  run: Id,
  checkpoint: Id,
  step: z.int().nonnegative(),
  latent: Latent,
  image: ImageShape,
  /** How many classes it takes labels of; null for none. */
  classes: z.int().positive().nullable(),
})
export type LatentSession = z.infer<typeof LatentSession>

/** What is told while something is exported: how far it is, then its file's name. A dialog that is cancelled ends the stream. */
export const LatentExportEvent = z.discriminatedUnion('type', [
  DrawingEvent,
  z.object({ type: z.literal('written'), name: z.string() }),
])
export type LatentExportEvent = z.infer<typeof LatentExportEvent>

/** Sampling from a run's generator. `UNKNOWN_CHECKPOINT` where the run has none yet, `CHECKPOINT_DAMAGED` for a bad file. */
export const latent = {
  /** Loads a checkpoint (the newest with null). Its pictures come over the direct port (see `latent/frames.ts`). */
  open: procedure.input(z.object({ run: Id, checkpoint: Id.nullable() })).output(LatentSession),
  close: procedure.input(z.object({ session: Id })).output(z.void()),
  /** Lets a person choose a file and writes a drawing to it. Cancelled when the stream is given up. */
  export: procedure.input(z.object({ session: Id, drawing: Drawing })).output(eventIterator(LatentExportEvent)),
  /** Principal directions of the session's latent space; none where its first layer tells none. */
  directions: procedure.input(z.object({ session: Id })).output(LatentDirections),
  /** Lets a person choose a folder and writes the generator for others into it; null where that was cancelled. */
  exportModel: procedure
    .input(z.object({ session: Id, format: ExportFormat }))
    .output(z.object({ name: z.string() }).nullable()),
}
