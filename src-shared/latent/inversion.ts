import { z } from 'zod'
import { LatentIdentifier } from './point'

/** How the latent of an image is sought. */
export const InversionSettings = z.object({
  /** Latents that are optimised side by side. */
  restarts: z.int().min(1).max(64),
  /** Updates of each; 0 takes the best start. */
  steps: z.int().min(0).max(5000),
  /** Weight of the distance between features beside that of pixels; 0 compares pixels alone. */
  featureWeight: z.number().min(0).max(100),
  /** Seed of the latents among which starts are chosen. */
  seed: z.int().nonnegative(),
  /** Takes what the model's encoder says, and seeks no further. */
  encode: z.boolean(),
  /** The class that a model which takes labels draws; with null that of the best start. */
  label: z.int().nonnegative().nullable(),
})
export type InversionSettings = z.infer<typeof InversionSettings>

export const defaultInversion: InversionSettings = {
  restarts: 8,
  steps: 300,
  featureWeight: 0,
  seed: 0,
  encode: false,
  label: null,
}

/** Where an inversion stands. Errors are root mean squares over the image's values, in levels of 256. */
const Standing = z.object({
  step: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  /** Of the best latent so far. */
  error: z.number().nonnegative(),
  /** Of the best start. */
  before: z.number().nonnegative(),
  latent: LatentIdentifier,
  /** The class that it is drawn in; null for a model without classes. */
  label: z.int().nonnegative().nullable(),
})

/** What an inversion tells. Pictures are PNGs as `data:` addresses. */
export const InversionEvent = z.discriminatedUnion('type', [
  /** What is being done before the first update. */
  z.object({ type: z.literal('preparing'), what: z.string() }),
  Standing.extend({ type: z.literal('progress'), picture: z.string() }),
  /** The best latent of all restarts, with the last error of each restart. `encoded` where the model's encoder made the best start. */
  Standing.extend({
    type: z.literal('found'),
    picture: z.string(),
    errors: z.array(z.number()),
    encoded: z.boolean(),
    /** What was compared. */
    compared: z.enum(['pixels', 'pixels and features']),
  }),
])
export type InversionEvent = z.infer<typeof InversionEvent>
