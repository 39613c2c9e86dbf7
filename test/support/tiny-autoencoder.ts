import type { AutoencoderConfig } from '../../src-shared/runs/autoencoder-config'
import { chain, dense, layer, reshape } from './networks'
import { tinyConfig } from './tiny-run'

const { dataset, architecture, learningRateSchedule, gradientClipping, batchSize, duration, seed, engine } = tinyConfig
const { samples, checkpoints, version, optimisers } = tinyConfig

/** A run of a small autoencoder on 4×4 images, as long as that of {@link tinyConfig}. */
export const tinyAutoencoder: AutoencoderConfig = {
  family: 'autoencoder',
  version,
  dataset,
  learningRateSchedule,
  gradientClipping,
  batchSize,
  duration,
  samples,
  checkpoints,
  seed,
  engine,
  architecture: {
    family: 'autoencoder',
    version: 2,
    name: 'Tiny',
    image: architecture.image,
    latent: { size: 3, prior: 'normal' },
    networks: {
      encoder: chain(layer.image, layer.flatten, dense(6), layer.tanh, dense(3)),
      decoder: chain(layer.latent, dense(6), layer.tanh, dense(16), layer.tanh, reshape(4, 4, 1)),
    },
  },
  reconstruction: { type: 'mean-squared-error' },
  inputNoise: 0,
  optimisers: { autoencoder: optimisers.generator },
}

/** The decoder with a sigmoid at its end, as the cross-entropy wants it. */
export const sigmoidDecoder = chain(layer.latent, dense(6), layer.tanh, dense(16), layer.sigmoid, reshape(4, 4, 1))
