import type { RunConfig } from './config'
import { type PictureKind, pictures } from './pictures'

/** What the two domains of a translation are called. */
export interface DomainNames {
  readonly a: string
  readonly b: string
}

/** The names of domains where nobody knows the dataset. */
export const plainDomains: DomainNames = { a: 'A', b: 'B' }

/** The title of a picture of a run; that of a translation names its domains. */
export function pictureTitle(kind: PictureKind, { family }: Pick<RunConfig, 'family'>, { a, b }: DomainNames): string {
  switch (kind) {
    case 'translations-from-a':
      return `${a} → ${b} → ${a}`
    case 'translations-from-b':
      return `${b} → ${a} → ${b}`
    case 'samples':
      return family === 'adversarial' ? pictures.samples.title : 'Samples of the prior'
    case 'reconstructions':
    case 'latent-map':
    case 'attacks':
      return pictures[kind].title
  }
}

/** What stands on top of each other in a picture, from above; empty where nothing does. */
export function pictureRows(kind: PictureKind, config: RunConfig, { a, b }: DomainNames): string[] {
  switch (kind) {
    case 'reconstructions':
      return config.family === 'autoencoder' && config.inputNoise > 0
        ? ['image', 'with noise, as the encoder sees it', 'reconstruction']
        : ['image', 'reconstruction']
    case 'attacks':
      return ['image', 'what the attack adds', 'attacked image']
    case 'translations-from-a':
      return [a, `as ${b}`, `back to ${a}`]
    case 'translations-from-b':
      return [b, `as ${a}`, `back to ${b}`]
    case 'samples':
    case 'latent-map':
      return []
  }
}

/** How a picture is read, one sentence; empty where it speaks for itself. */
export function pictureLegend(kind: PictureKind, config: RunConfig, names: DomainNames): string {
  const rows = pictureRows(kind, config, names)
  if (rows.length > 0) return `From above: ${rows.join(' · ')}`
  return kind === 'latent-map' ? 'First latent number to the right, second upwards, each from −2.5 to 2.5' : ''
}
