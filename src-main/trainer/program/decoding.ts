import type { Latent } from '@shared/architecture/spec'
import { type Reconstruction, reconstructions } from '@shared/objectives/reconstruction'
import { mul, sub, type Tensor } from '@tensorflow/tfjs-core'
import { canonicalJson } from '../checkpoint/manifest'
import { stateOf as stateOfSnapshot } from '../checkpoint/snapshot-tensors'
import type { Inference } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network, stateOf } from '../nets/network'
import type { SamplerBuilder } from './builder'
import { drawn, imageShape, latentFeed, realFeed, scaled } from './feeds'

/** What drawing with a decoder needs of a config. */
interface Decoding {
  readonly architecture: { readonly image: Parameters<typeof imageShape>[0]; readonly latent: Latent }
  readonly reconstruction: Reconstruction
}

/** What a decoder puts out as an image in [−1, 1]: a final sigmoid gives values in [0, 1]. */
export function asImages(reconstruction: Reconstruction, output: Tensor): Tensor {
  switch (reconstructions[reconstruction.type].output) {
    case 'values':
      return output
    case 'logits':
      return sub(mul(output, 2), 1)
  }
}

/** The inference `samples`: images of `count` latents, [count, height, width, channels] in [−1, 1]. */
export const decodedSamples = (
  { architecture, reconstruction }: Decoding,
  decoder: Network,
  count: number,
): Inference => ({
  name: 'samples',
  feeds: [latentFeed(architecture.latent, count)],
  output: imageShape(architecture.image, count),
  compute: (state, feeds) =>
    asImages(
      reconstruction,
      applyNetwork(decoder, {
        mode: 'inference',
        output: 'as-built',
        state,
        source: () => pick(feeds, 'z'),
        drawn: drawn(decoder, 'decoder', feeds),
      }).output,
    ),
})

/** The inference `codes` of an encoder. */
export const CODES = 'codes'

/** What an encoder and its decoder are made of, and how the encoder makes latents, [batch, size], of images in [−1, 1]. */
interface Coding<Config> {
  readonly decoder: (config: Config) => Network
  readonly encoder: (config: Config) => Network
  latents(config: Config, output: Tensor): Tensor
  readonly fillsPrior: boolean
}

/** A decoder alone, and the encoder that goes with it. */
export const decoderSampler = <Config extends Decoding>({
  decoder: decoderOf,
  encoder: encoderOf,
  latents,
  fillsPrior,
}: Coding<Config>): SamplerBuilder<Config> => ({
  fillsPrior,
  encoder(config, count) {
    const encoder = encoderOf(config)
    const { architecture: spec } = config
    const real = realFeed(spec.image, count, false)
    return {
      identity: canonicalJson({ kind: 'encoder', spec, count }),
      state: stateOf(encoder),
      phases: [],
      inferences: [
        {
          name: CODES,
          feeds: [real],
          output: [count, spec.latent.size],
          compute: (state, feeds) =>
            latents(
              config,
              applyNetwork(encoder, {
                mode: 'inference',
                output: 'as-built',
                state,
                source: () => scaled(pick(feeds, real.name)),
                drawn: drawn(encoder, 'encoder', feeds),
              }).output,
            ),
        },
      ],
    }
  },
  program(config, count) {
    const decoder = decoderOf(config)
    const { architecture: spec, reconstruction } = config
    return {
      identity: canonicalJson({ kind: 'decoder', spec, reconstruction, count }),
      state: stateOf(decoder),
      phases: [],
      inferences: [decodedSamples(config, decoder, count)],
    }
  },
  average: () => 'none',
  stateOf: (_config, snapshot, names) => stateOfSnapshot(snapshot, names),
})
