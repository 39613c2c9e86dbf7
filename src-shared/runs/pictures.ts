import { z } from 'zod'

/** What a picture of a run's progress shows. */
export const PictureKind = z.enum(['samples', 'reconstructions', 'latent-map'])
export type PictureKind = z.infer<typeof PictureKind>

/** How a picture is presented. */
export interface PictureInfo {
  readonly title: string
  /** What one of them is called in a sentence. */
  readonly noun: string
}

export const pictures: { readonly [K in PictureKind]: PictureInfo } = {
  samples: { title: 'Fixed-noise grid', noun: 'grid' },
  reconstructions: { title: 'Reconstructions', noun: 'picture' },
  'latent-map': { title: 'Latent map', noun: 'map' },
}
