import { contextOf } from '../context'
import { checkNetwork, type SystemNetwork } from '../network-check'
import type { AutoencoderArchitecture } from '../spec'

/** The networks of an autoencoder. */
export interface AutoencoderNetworks {
  readonly encoder: SystemNetwork
  readonly decoder: SystemNetwork
}

/** The encoder ends at a latent, the decoder at an image. */
export function autoencoderNetworks(spec: AutoencoderArchitecture): AutoencoderNetworks {
  const { latent, networks } = spec
  const context = contextOf(spec)
  return {
    encoder: checkNetwork('encoder', networks.encoder, context, { takes: 'image', ends: [latent.size] }),
    decoder: checkNetwork('decoder', networks.decoder, context, { takes: 'latent', ends: context.image }),
  }
}
