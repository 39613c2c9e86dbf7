import { analyseArchitecture } from '@shared/architecture/analysis'
import type { AutoencoderConfig } from '@shared/runs/autoencoder-config'
import { add, mean, type Scalar, type Tensor } from '@tensorflow/tfjs-core'
import type { Inference, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network, networkFrom, type Pass, stateOf, trainableOf } from '../nets/network'
import { reconstructionLoss } from '../objectives/reconstruction'
import type { ProgramBuilder, SamplerBuilder } from './builder'
import { asImages, decoderSampler } from './decoding'
import { drawFeeds, drawn, imageShape, realFeed, scaled } from './feeds'
import type { PlannedFeed, PlannedPhase } from './planned'

/** The noise on what the encoder sees. */
const NOISE = 'input-noise'

interface Networks {
  readonly encoder: Network
  readonly decoder: Network
}

function networksOf({ architecture }: AutoencoderConfig): Networks {
  const { encoder, decoder } = analyseArchitecture(architecture)
  return { encoder: networkFrom(encoder), decoder: networkFrom(decoder) }
}

const noiseFeeds = ({ architecture, inputNoise }: AutoencoderConfig, count: number): PlannedFeed[] =>
  inputNoise === 0
    ? []
    : [
        {
          name: NOISE,
          shape: imageShape(architecture.image, count),
          type: 'float32',
          source: { type: 'normal', deviation: inputNoise, fadesAt: 0 },
        },
      ]

/** Images as the encoder sees them. */
const corrupted = ({ inputNoise }: AutoencoderConfig, images: Tensor, feeds: Tensors): Tensor =>
  inputNoise === 0 ? images : add(images, pick(feeds, NOISE))

/** One network after the other. `updates` holds new running statistics. */
function reconstruct(
  { encoder, decoder }: Networks,
  images: Tensor,
  { mode, output, state, feeds }: Pick<Pass, 'mode' | 'output' | 'state'> & { readonly feeds: Tensors },
) {
  const coded = applyNetwork(encoder, {
    mode,
    output: 'as-built',
    state,
    source: () => images,
    drawn: drawn(encoder, 'encoder', feeds),
  })
  const decoded = applyNetwork(decoder, {
    mode,
    output,
    state,
    source: () => coded.output,
    drawn: drawn(decoder, 'decoder', feeds),
  })
  return { output: decoded.output, updates: { ...coded.updates, ...decoded.updates } }
}

function phaseOf(config: AutoencoderConfig, networks: Networks): PlannedPhase {
  const { encoder, decoder } = networks
  const { architecture, batchSize, gradientClipping } = config
  return {
    name: 'autoencoder',
    updates: 'each-batch',
    trains: [...trainableOf(encoder), ...trainableOf(decoder)],
    optimiser: config.optimisers.autoencoder,
    ...(gradientClipping === null ? {} : { clipGradients: gradientClipping }),
    feeds: [
      realFeed(architecture.image, batchSize, false),
      ...noiseFeeds(config, batchSize),
      ...drawFeeds(encoder, { pass: 'encoder', count: batchSize }),
      ...drawFeeds(decoder, { pass: 'decoder', count: batchSize }),
    ],
    compute(state, feeds) {
      const images = scaled(pick(feeds, 'real'))
      const seen = corrupted(config, images, feeds)
      const { output, updates } = reconstruct(networks, seen, { mode: 'training', output: 'logits', state, feeds })
      const loss = mean<Scalar>(reconstructionLoss(config.reconstruction, output, images))
      return { loss, measures: { reconstructionLoss: loss }, updates }
    },
  }
}

/** Images as bytes in, their reconstructions in [−1, 1] out; what the encoder sees has the run's noise. */
const reconstructionsOf = (config: AutoencoderConfig, networks: Networks, count: number): Inference => ({
  name: 'reconstructions',
  feeds: [realFeed(config.architecture.image, count, false), ...noiseFeeds(config, count)],
  output: imageShape(config.architecture.image, count),
  compute(state, feeds) {
    const seen = corrupted(config, scaled(pick(feeds, 'real')), feeds)
    return asImages(
      config.reconstruction,
      reconstruct(networks, seen, { mode: 'inference', output: 'as-built', state, feeds }).output,
    )
  },
})

/** The phase `autoencoder`, which trains both networks, and the inference `reconstructions`. */
export const autoencoderProgram: ProgramBuilder<AutoencoderConfig> = {
  program(config, count) {
    const networks = networksOf(config)
    return {
      state: [...stateOf(networks.encoder), ...stateOf(networks.decoder)],
      phases: [phaseOf(config, networks)],
      inferences: [reconstructionsOf(config, networks, count)],
    }
  },
  extraState: () => ({}),
}

export const autoencoderSampler: SamplerBuilder<AutoencoderConfig> = decoderSampler({
  decoder: (config) => networksOf(config).decoder,
  encoder: (config) => networksOf(config).encoder,
  latents: (_config, output) => output,
  fillsPrior: false,
})
