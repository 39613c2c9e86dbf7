import type { ArchitectureSpec, Family, ImageShape, NetworkSpec } from '../spec'

/** What an architecture without layers begins with. Families that have no latent space or no classes leave theirs out. */
export interface EmptyRule {
  readonly family: Family
  readonly image: ImageShape
  /** Size of the latent. */
  readonly latent: number
  /** Classes that a classifier learns, from 2 on. */
  readonly classes: number
}

const nothing: NetworkSpec = { layers: [], output: '' }

/** Whether systems of a family draw from a latent space. */
export const hasLatent = (family: Family): boolean =>
  family === 'adversarial' || family === 'autoencoder' || family === 'variational'

/** An architecture of a family whose networks have no layers yet. */
export function emptyArchitecture({ family, image, latent, classes }: EmptyRule): ArchitectureSpec {
  const common = { version: 2, name: `Own ${image.height}×${image.width}×${image.channels}`, image } as const
  const normal = { size: latent, prior: 'normal' } as const
  switch (family) {
    case 'adversarial':
      return { family, ...common, latent: normal, networks: { generator: nothing, discriminator: nothing } }
    case 'autoencoder':
      return { family, ...common, latent: normal, networks: { encoder: nothing, decoder: nothing } }
    case 'variational':
      return { family, ...common, latent: normal, networks: { encoder: nothing, decoder: nothing } }
    case 'classifier':
      return { family, ...common, classes, networks: { classifier: nothing } }
    case 'cyclegan': {
      const networks = { generatorAB: nothing, generatorBA: nothing, discriminatorA: nothing, discriminatorB: nothing }
      return { family, ...common, networks }
    }
  }
}
