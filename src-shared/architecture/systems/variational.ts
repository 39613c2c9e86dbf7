import { contextOf } from '../context'
import { checkNetwork } from '../network-check'
import type { VariationalArchitecture } from '../spec'
import type { AutoencoderNetworks } from './autoencoder'

/** The encoder ends at the means of a latent and, behind them, the logarithms of its variances; the decoder at an image. */
export function variationalNetworks(spec: VariationalArchitecture): AutoencoderNetworks {
  const { latent, networks } = spec
  const context = contextOf(spec)
  return {
    encoder: checkNetwork('encoder', networks.encoder, context, { takes: 'image', ends: [2 * latent.size] }),
    decoder: checkNetwork('decoder', networks.decoder, context, { takes: 'latent', ends: context.image }),
  }
}
