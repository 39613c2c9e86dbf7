import { z } from 'zod'

/** What a picture of a run's progress shows. */
export const PictureKind = z.enum([
  'samples',
  'reconstructions',
  'latent-map',
  'attacks',
  'translations-from-a',
  'translations-from-b',
])
export type PictureKind = z.infer<typeof PictureKind>

/** How a picture is presented. */
export interface PictureInfo {
  readonly title: string
  /** What one of them is called in a sentence. */
  readonly noun: string
}

export const pictures: { readonly [K in PictureKind]: PictureInfo } = {
  samples: { title: 'Fixed-noise grid', noun: 'grid' },
  attacks: { title: 'Attacked images', noun: 'picture' },
  'translations-from-a': { title: 'A, as B, and back', noun: 'picture' },
  'translations-from-b': { title: 'B, as A, and back', noun: 'picture' },
  reconstructions: { title: 'Reconstructions', noun: 'picture' },
  'latent-map': { title: 'Latent map', noun: 'map' },
}
