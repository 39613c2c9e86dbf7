import { z } from 'zod'
import { Id } from '../contract/id'
import { PictureKind } from '../runs/pictures'

/** All runs beside each other, two against each other, one latent over training, or class by class. */
export const pictureViews = ['columns', 'pair', 'latent', 'classes'] as const

/** What the slider of the pictures counts. */
export const pictureAxes = ['step', 'epoch', 'images'] as const
export type PictureAxis = (typeof pictureAxes)[number]

/** How two pictures are set against each other. */
export const pairModes = ['beside', 'swipe', 'blink', 'difference'] as const

/** How near two pictures are looked at: pixels of the screen for a pixel of theirs, and which place of theirs lies in the middle, in their pixels. */
export const PictureZoom = z.object({ factor: z.int().positive(), x: z.number(), y: z.number() })
export type PictureZoom = z.infer<typeof PictureZoom>

/** How the pictures of the chosen runs are looked at. What a studio before did not keep is as it is at first. */
export const PictureView = z.object({
  view: z.enum(pictureViews).default('columns'),
  axis: z.enum(pictureAxes).default('step'),
  /** Null for the first kind that the runs share. */
  kind: PictureKind.nullable().default(null),
  /** The tag of imported pictures; null for the first. */
  tag: z.string().max(1000).nullable().default(null),
  /** Where the slider stands, in what it counts; null while the newest picture is followed. */
  place: z.number().nonnegative().nullable().default(null),
  /** The two runs that are set against each other; null for the first and the second of the chosen. */
  pair: z.tuple([Id.nullable(), Id.nullable()]).default([null, null]),
  mode: z.enum(pairModes).default('swipe'),
  /** Where two pictures are divided, as a share of the width of their space. */
  swipe: z.number().min(0).max(1).default(0.5),
  /** Of two pictures; null while they are fitted into their space. */
  zoom: PictureZoom.nullable().default(null),
  /** How much differences are brightened. */
  gain: z.int().min(1).max(8).default(2),
  /** The latent of the fixed-noise grid that is followed over training, from 0. */
  latent: z.object({ row: z.int().nonnegative(), column: z.int().nonnegative() }).default({ row: 0, column: 0 }),
})
export type PictureView = z.infer<typeof PictureView>
