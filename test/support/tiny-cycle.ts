import type { CycleConfig } from '../../src-shared/runs/cycle-config'
import { chain, convolution, layer } from './networks'
import { tinyAutoencoder } from './tiny-autoencoder'

const { architecture, reconstruction, inputNoise, optimisers, ...common } = tinyAutoencoder
const translator = chain(
  layer.image,
  convolution('conv2d', [3, 3, 1, 1]),
  layer.relu,
  convolution('conv2d', [1, 3, 1, 1]),
  layer.tanh,
)
const judge = chain(layer.image, convolution('conv2d', [3, 2, 2, 0]), layer.relu, convolution('conv2d', [1, 2, 1, 0]))

/** A run that translates between two classes of 4×4 images. */
export const tinyCycle: CycleConfig = {
  ...common,
  family: 'cyclegan',
  batchSize: 3,
  architecture: {
    family: 'cyclegan',
    version: 2,
    name: 'Tiny',
    image: architecture.image,
    networks: { generatorAB: translator, generatorBA: translator, discriminatorA: judge, discriminatorB: judge },
  },
  domains: { a: 0, b: 2 },
  cycle: 10,
  identity: 5,
  imagePool: 4,
  flip: true,
  optimisers: { generators: optimisers.autoencoder, discriminators: optimisers.autoencoder },
}
