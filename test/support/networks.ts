import type { LayerSpec } from '../../src-shared/architecture/layers/registry'
import type { AdversarialArchitecture, NetworkSpec } from '../../src-shared/architecture/spec'

const uniform = { type: 'uniform-fan-in' } as const

export const layer = {
  latent: { type: 'input', source: 'latent' },
  image: { type: 'input', source: 'image' },
  flatten: { type: 'flatten' },
  sigmoid: { type: 'activation', function: { name: 'sigmoid' } },
  tanh: { type: 'activation', function: { name: 'tanh' } },
  relu: { type: 'activation', function: { name: 'relu' } },
  normalise: {
    type: 'batch-normalisation',
    momentum: 0.1,
    epsilon: 1e-5,
    scaleInitialiser: { type: 'constant', value: 1 },
  },
} as const satisfies Record<string, LayerSpec>

export const dense = (units: number, bias = true): LayerSpec => ({
  type: 'dense',
  units,
  bias,
  initialiser: uniform,
  biasInitialiser: uniform,
})
/** The same with a spectrally normalised kernel. */
export const spectral = (spec: LayerSpec): LayerSpec =>
  spec.type === 'dense' || spec.type === 'conv2d' || spec.type === 'conv2d-transpose'
    ? { ...spec, spectralNormalisation: true }
    : spec

export const dropout = (rate: number): LayerSpec => ({ type: 'dropout', rate })
export const reshape = (...shape: number[]): LayerSpec => ({ type: 'reshape', shape })

/** A convolution of either kind. */
export const convolution = (
  type: 'conv2d' | 'conv2d-transpose',
  [filters, kernel, stride, padding]: readonly [number, number, number, number],
  bias = true,
): LayerSpec => ({ type, filters, kernel, stride, padding, bias, initialiser: uniform, biasInitialiser: uniform })

/** Layers one after the other, named l0, l1, …; the last is the output. */
export const chain = (...layers: readonly LayerSpec[]): NetworkSpec => ({
  layers: layers.map((spec, i) => ({ name: `l${i}`, inputs: i === 0 ? [] : [`l${i - 1}`], layer: spec })),
  output: `l${layers.length - 1}`,
})

/** Two small dense networks for 2×2 images, or those that are given. */
export const architecture = (
  networks: Partial<AdversarialArchitecture['networks']> = {},
  image: AdversarialArchitecture['image'] = { height: 2, width: 2, channels: 1 },
): AdversarialArchitecture => ({
  family: 'adversarial',
  version: 2,
  name: 'Test',
  image,
  latent: { size: 3, prior: 'normal' },
  networks: {
    generator: chain(layer.latent, dense(4), layer.tanh, reshape(2, 2, 1)),
    discriminator: chain(layer.image, layer.flatten, dense(1), layer.sigmoid),
    ...networks,
  },
})
