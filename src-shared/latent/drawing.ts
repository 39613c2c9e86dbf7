import { z } from 'zod'
import { DrawnClass } from './drawn-class'
import { Film } from './film'
import { LatentIdentifier } from './point'

/** Rates whose frames last whole hundredths of a second, so that a GIF keeps time too. */
export const frameRates = [10, 20, 25, 50] as const
const FrameRate = z.literal(frameRates)

/** The class that a model which takes labels draws, or a blend of two; without it the classes in turn. */
const label = DrawnClass.optional()

/** What is to be written of a generator: pictures, a film, or the latents that they are made of. */
export const Drawing = z.discriminatedUnion('kind', [
  /** A PNG: one picture, or a grid of several in their order. */
  z.strictObject({ kind: z.literal('pictures'), points: z.array(LatentIdentifier).min(1).max(4096), label }),
  /** A PNG: a row for each class of the model, a column for each latent. */
  z.strictObject({ kind: z.literal('classes'), points: z.array(LatentIdentifier).min(1).max(64) }),
  /** A PNG: a grid between four latents (top left, top right, bottom left, bottom right), `side` pictures a side. */
  z.strictObject({
    kind: z.literal('corners'),
    corners: z.tuple([LatentIdentifier, LatentIdentifier, LatentIdentifier, LatentIdentifier]),
    side: z.int().min(2).max(32),
    label,
  }),
  z.strictObject({ kind: z.literal('film'), format: z.enum(['gif', 'webm']), film: Film, rate: FrameRate, label }),
  /** The latents of a film's frames, [frames, size]: float32 as .npy, or numbers as .json. */
  z.strictObject({ kind: z.literal('latents'), format: z.enum(['npy', 'json']), film: Film }),
])
export type Drawing = z.infer<typeof Drawing>

/** The ending of a drawing's file, without the dot. */
export function endingOf(drawing: Drawing): 'png' | 'gif' | 'webm' | 'npy' | 'json' {
  switch (drawing.kind) {
    case 'pictures':
    case 'classes':
    case 'corners':
      return 'png'
    case 'film':
    case 'latents':
      return drawing.format
  }
}

/** What is told while a drawing is made: pictures done, of all. */
export const DrawingEvent = z.object({ type: z.literal('progress'), done: z.int(), total: z.int() })
export type DrawingEvent = z.infer<typeof DrawingEvent>
