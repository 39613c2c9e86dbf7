import { sizeOf } from '../layer'
import { checkNetwork, type SystemNetwork } from '../network-check'
import type { AdversarialArchitecture } from '../spec'

/** The networks of an adversarial pair. */
export interface AdversarialNetworks {
  readonly generator: SystemNetwork
  readonly discriminator: SystemNetwork
}

/** G ends at an image, D at one value or, where it judges patches, at one for each place of the image (Isola et al. 2017). */
export function adversarialNetworks({
  image,
  latent,
  classes,
  networks,
}: AdversarialArchitecture): AdversarialNetworks {
  const shape = [image.height, image.width, image.channels]
  const context = {
    latent: [latent.size],
    image: shape,
    ...(classes === undefined ? {} : { label: [classes] }),
  }
  return {
    generator: checkNetwork('generator', networks.generator, context, {
      takes: 'latent',
      mayTake: ['label'],
      ends: shape,
    }),
    discriminator: checkNetwork('discriminator', networks.discriminator, context, {
      takes: 'image',
      mayTake: ['label'],
      ends: [1],
      endsToo: (output) => sizeOf(output) === 1 || (output.length === 3 && output[2] === 1),
    }),
  }
}
