import { analyseArchitecture } from '@shared/architecture/analysis'
import type { VariationalConfig } from '@shared/runs/variational-config'
import { add, exp, mean, mul, reshape, type Scalar, slice, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core'
import type { Inference, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network, networkFrom, type Pass, stateOf, trainableOf } from '../nets/network'
import { reconstructionLoss } from '../objectives/reconstruction'
import type { ProgramBuilder, SamplerBuilder } from './builder'
import { asImages, decodedSamples, decoderSampler } from './decoding'
import { drawFeeds, drawn, imageShape, realFeed, scaled } from './feeds'
import type { PlannedPhase } from './planned'

/** The normal numbers that make a latent of its distribution. */
const EPSILON = 'epsilon'

interface Networks {
  readonly encoder: Network
  readonly decoder: Network
}

function networksOf({ architecture }: VariationalConfig): Networks {
  const { encoder, decoder } = analyseArchitecture(architecture)
  return { encoder: networkFrom(encoder), decoder: networkFrom(decoder) }
}

type Manner = Pick<Pass, 'mode' | 'state'> & { readonly feeds: Tensors }

/** The distributions of latents of images: their means and the logarithms of their variances, [batch, size] each. */
function encode(encoder: Network, size: number, images: Tensor, { mode, state, feeds }: Manner) {
  const { output, updates } = applyNetwork(encoder, {
    mode,
    output: 'as-built',
    state,
    source: () => images,
    drawn: drawn(encoder, 'encoder', feeds),
  })
  const batch = images.shape[0] ?? 0
  return { means: slice(output, [0, 0], [batch, size]), logVariances: slice(output, [0, size], [batch, size]), updates }
}

const decode = (decoder: Network, latents: Tensor, output: Pass['output'], { mode, state, feeds }: Manner) =>
  applyNetwork(decoder, { mode, output, state, source: () => latents, drawn: drawn(decoder, 'decoder', feeds) })

/** Sum of each image's values, mean over the batch. */
const meanOfSums = (values: Tensor): Scalar => {
  const batch = values.shape[0] ?? 1
  return mean<Scalar>(sum(reshape(values, [batch, -1]), 1))
}

/** ½ Σ (μ² + σ² − 1 − log σ²), the divergence of N(μ, σ²) from N(0, 1) (Kingma and Welling 2014, appendix B). */
const divergenceOf = (means: Tensor, logVariances: Tensor): Scalar =>
  mul<Scalar>(meanOfSums(sub(sub(add(square(means), exp(logVariances)), 1), logVariances)), 0.5)

function phaseOf(config: VariationalConfig, { encoder, decoder }: Networks): PlannedPhase {
  const { architecture, batchSize, gradientClipping, beta, reconstruction } = config
  const { size } = architecture.latent
  return {
    name: 'autoencoder',
    updates: 'each-batch',
    trains: [...trainableOf(encoder), ...trainableOf(decoder)],
    optimiser: config.optimisers.autoencoder,
    ...(gradientClipping === null ? {} : { clipGradients: gradientClipping }),
    feeds: [
      realFeed(architecture.image, batchSize, false),
      {
        name: EPSILON,
        shape: [batchSize, size],
        type: 'float32',
        source: { type: 'normal', deviation: 1, fadesAt: 0 },
      },
      ...drawFeeds(encoder, { pass: 'encoder', count: batchSize }),
      ...drawFeeds(decoder, { pass: 'decoder', count: batchSize }),
    ],
    compute(state, feeds) {
      const manner = { mode: 'training', state, feeds } as const
      const images = scaled(pick(feeds, 'real'))
      const { means, logVariances, updates } = encode(encoder, size, images, manner)
      const latents = add(means, mul(exp(mul(logVariances, 0.5)), pick(feeds, EPSILON)))
      const decoded = decode(decoder, latents, 'logits', manner)
      const reconstructed = meanOfSums(reconstructionLoss(reconstruction, decoded.output, images))
      const divergence = divergenceOf(means, logVariances)
      return {
        loss: add<Scalar>(reconstructed, mul<Scalar>(divergence, beta)),
        measures: { reconstructionLoss: reconstructed, divergence },
        updates: { ...updates, ...decoded.updates },
      }
    },
  }
}

/** Images as bytes in, the images of the means of their latents in [−1, 1] out. */
const reconstructionsOf = (config: VariationalConfig, { encoder, decoder }: Networks, count: number): Inference => ({
  name: 'reconstructions',
  feeds: [realFeed(config.architecture.image, count, false)],
  output: imageShape(config.architecture.image, count),
  compute(state, feeds) {
    const manner = { mode: 'inference', state, feeds } as const
    const { means } = encode(encoder, config.architecture.latent.size, scaled(pick(feeds, 'real')), manner)
    return asImages(config.reconstruction, decode(decoder, means, 'as-built', manner).output)
  },
})

/** The phase `autoencoder`, which trains both networks, and the inferences `reconstructions` and `samples`. */
export const variationalProgram: ProgramBuilder<VariationalConfig> = {
  program(config, count) {
    const networks = networksOf(config)
    return {
      state: [...stateOf(networks.encoder), ...stateOf(networks.decoder)],
      phases: [phaseOf(config, networks)],
      inferences: [reconstructionsOf(config, networks, count), decodedSamples(config, networks.decoder, count)],
    }
  },
  extraState: () => ({}),
}

/** Latents of images are the means of their distributions. */
export const variationalSampler: SamplerBuilder<VariationalConfig> = decoderSampler({
  decoder: (config) => networksOf(config).decoder,
  encoder: (config) => networksOf(config).encoder,
  latents: ({ architecture }, output) => slice(output, [0, 0], [output.shape[0] ?? 0, architecture.latent.size]),
  fillsPrior: true,
})
