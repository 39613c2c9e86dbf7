import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ImageShape, Latent } from '../architecture/spec'
import { ClassMean } from '../latent/class-mean'
import { LatentDirections, NamedDirection } from '../latent/direction'
import { Drawing, DrawingEvent } from '../latent/drawing'
import { DrawnClass } from '../latent/drawn-class'
import { ExportFormat } from '../latent/export'
import { GivenImage } from '../latent/given-image'
import { InversionEvent, InversionSettings } from '../latent/inversion'
import { NearestEvent, Nearness } from '../latent/nearest'
import { LatentIdentifier } from '../latent/point'
import { Domain, Translation } from '../latent/translation'
import { Weights } from '../latent/weights'
import { procedure } from './base'
import { ImportSource } from './datasets'
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
  /** Which weights it draws with. */
  weights: Weights,
  /** Whether the run keeps an average of its weights, so that there is a choice. */
  keepsAverage: z.boolean(),
  /** Whether it has an encoder, which makes latents of images at once. */
  encodes: z.boolean(),
})
export type LatentSession = z.infer<typeof LatentSession>

/** What is told while something is exported: how far it is, then its file's name. A dialog that is cancelled ends the stream. */
export const LatentExportEvent = z.discriminatedUnion('type', [
  DrawingEvent,
  z.object({ type: z.literal('written'), name: z.string() }),
])
export type LatentExportEvent = z.infer<typeof LatentExportEvent>

/** What an inversion tells in the window: first the image as the model takes it, as a PNG in a `data:` address. */
export const LatentInversionEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('target'), picture: z.string() }),
  ...InversionEvent.options,
])
export type LatentInversionEvent = z.infer<typeof LatentInversionEvent>

/** Sampling from a run's generator. `UNKNOWN_CHECKPOINT` where the run has none yet, `CHECKPOINT_DAMAGED` for a bad file. */
export const latent = {
  /** Loads a checkpoint (the newest with null). Its pictures come over the direct port (see `latent/frames.ts`). */
  open: procedure
    .input(z.object({ run: Id, checkpoint: Id.nullable(), weights: Weights.nullable().default(null) }))
    .output(LatentSession),
  close: procedure.input(z.object({ session: Id })).output(z.void()),
  /** Lets a person choose a file and writes a drawing to it. Cancelled when the stream is given up. */
  export: procedure.input(z.object({ session: Id, drawing: Drawing })).output(eventIterator(LatentExportEvent)),
  /** Principal directions of the session's latent space; none where its first layer tells none. */
  directions: procedure.input(z.object({ session: Id })).output(LatentDirections),
  /** Lets a person choose a folder and writes the generator for others into it; null where that was cancelled. */
  exportModel: procedure
    .input(z.object({ session: Id, format: ExportFormat }))
    .output(z.object({ name: z.string() }).nullable()),
  /** Directions that a person named in a project. `UNKNOWN_PROJECT`. */
  keptDirections: procedure.input(z.object({ project: Id })).output(z.array(NamedDirection)),
  /** Keeps a direction in a project; one of that name is replaced. Answers with all. */
  keepDirection: procedure.input(z.object({ project: Id, direction: NamedDirection })).output(z.array(NamedDirection)),
  /** Forgets a direction of a project. Answers with the others. */
  dropDirection: procedure.input(z.object({ project: Id, name: z.string().max(120) })).output(z.array(NamedDirection)),
  /** Lets a person choose an image file; null where that was cancelled. Only in the window. */
  pickImage: procedure.output(ImportSource.nullable()),
  /** Seeks the latent of an image, in the sampling process. Cancelled when the stream is given up. `INVALID_INPUT`, `WRONG_STATE`. */
  invert: procedure
    .input(z.object({ session: Id, image: GivenImage, settings: InversionSettings }))
    .output(eventIterator(LatentInversionEvent)),
  /** The mean of the encodings of a class's first images in the run's split. `WRONG_STATE` without an encoder, `INVALID_INPUT` where the class has no image. */
  classMean: procedure.input(z.object({ session: Id, label: z.int().nonnegative() })).output(ClassMean),
  /** The images that the run trained on that are nearest to what a latent draws. Cancelled when the stream is given up. */
  nearest: procedure
    .input(
      z.object({
        session: Id,
        latent: LatentIdentifier,
        label: DrawnClass.nullable(),
        by: Nearness,
        count: z.int().min(1).max(100),
      }),
    )
    .output(eventIterator(NearestEvent)),
  /** Translates an image by a run of a family that does. `picture` is the image as the model takes it. `WRONG_STATE` for other families. */
  translate: procedure
    .input(z.object({ run: Id, checkpoint: Id, image: GivenImage, from: Domain }))
    .output(Translation.extend({ picture: z.string() })),
}
