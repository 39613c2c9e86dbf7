import { checkNetwork, type SystemNetwork } from '../network-check'
import type { AutoencoderArchitecture } from '../spec'

/** The networks of an autoencoder. */
export interface AutoencoderNetworks {
  readonly encoder: SystemNetwork
  readonly decoder: SystemNetwork
}

/** The encoder ends at a latent, the decoder at an image. */
export function autoencoderNetworks({ image, latent, networks }: AutoencoderArchitecture): AutoencoderNetworks {
  const context = { latent: [latent.size], image: [image.height, image.width, image.channels] }
  return {
    encoder: checkNetwork('encoder', networks.encoder, context, { takes: 'image', ends: context.latent }),
    decoder: checkNetwork('decoder', networks.decoder, context, { takes: 'latent', ends: context.image }),
  }
}
