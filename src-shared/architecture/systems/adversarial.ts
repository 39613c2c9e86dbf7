import { contextOf } from '../context'
import { sizeOf } from '../layer'
import { checkNetwork, type SystemNetwork } from '../network-check'
import type { AdversarialArchitecture } from '../spec'

/** The networks of an adversarial pair. */
export interface AdversarialNetworks {
  readonly generator: SystemNetwork
  readonly discriminator: SystemNetwork
}

/** G ends at an image, D at one value or, where it judges patches, at one for each place of the image (Isola et al. 2017). */
export function adversarialNetworks(spec: AdversarialArchitecture): AdversarialNetworks {
  const { networks } = spec
  const context = contextOf(spec)
  return {
    generator: checkNetwork('generator', networks.generator, context, {
      takes: 'latent',
      mayTake: ['label'],
      ends: context.image,
    }),
    discriminator: checkNetwork('discriminator', networks.discriminator, context, {
      takes: 'image',
      mayTake: ['label'],
      ends: [1],
      endsToo: (output) => sizeOf(output) === 1 || (output.length === 3 && output[2] === 1),
    }),
  }
}
