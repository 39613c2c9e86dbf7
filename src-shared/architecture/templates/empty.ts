import type { ArchitectureSpec, ImageShape } from '../spec'

/** An adversarial pair whose networks have no layers yet. */
export const emptyPair = (image: ImageShape, latent: number): ArchitectureSpec => ({
  version: 1,
  name: `Own ${image.height}×${image.width}×${image.channels}`,
  image,
  latent: { size: latent, prior: 'normal' },
  networks: { generator: { layers: [], output: '' }, discriminator: { layers: [], output: '' } },
})
