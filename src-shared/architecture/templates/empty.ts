import type { AdversarialArchitecture, ImageShape } from '../spec'

/** An adversarial pair whose networks have no layers yet. */
export const emptyPair = (image: ImageShape, latent: number): AdversarialArchitecture => ({
  family: 'adversarial',
  version: 2,
  name: `Own ${image.height}×${image.width}×${image.channels}`,
  image,
  latent: { size: latent, prior: 'normal' },
  networks: { generator: { layers: [], output: '' }, discriminator: { layers: [], output: '' } },
})
