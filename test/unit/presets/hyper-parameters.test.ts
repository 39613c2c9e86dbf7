import { join } from 'node:path'
import { analyseArchitecture, networkListOf } from '@shared/architecture/analysis'
import { describeLayer } from '@shared/architecture/layers/registry'
import { describe, expect, test } from 'vitest'
import { openPresets } from '../../../src-main/presets/library'
import { resourcesFolder } from '../../../src-main/resources'
import { adversarialConfig } from '../../support/adversarial'

const presets = openPresets(join(resourcesFolder(), 'presets'))
const configOf = (id: string) => adversarialConfig(presets.get(id).config)

/** A network as one line for each layer: its type and key numbers, in the order in which data flows. */
const drawn = (id: string, role: 'generator' | 'discriminator'): string[] =>
  analyseArchitecture(configOf(id).architecture)[role].layers.map(({ node: { layer } }) =>
    `${layer.type} ${describeLayer(layer)}`.trim(),
  )

const adam = (learningRate: number, beta1: number) => ({
  generator: { type: 'adam', learningRate, beta1, beta2: 0.999, epsilon: 1e-8 },
  discriminator: { type: 'adam', learningRate, beta1, beta2: 0.999, epsilon: 1e-8 },
})

const smallGenerator = [
  'input latent',
  'dense 100',
  'activation LeakyReLU 0.01',
  'dense 784',
  'activation tanh',
  'reshape 28×28×1',
]
const smallDiscriminator = [
  'input image',
  'flatten',
  'dense 100',
  'activation LeakyReLU 0.01',
  'dropout 0.5',
  'dense 1',
  'activation sigmoid',
]

describe.each(['mlp-small', 'minimax'])('%s', (id) => {
  test('is the textbook’s pair of networks', () => {
    expect(configOf(id).architecture.latent).toEqual({ size: 20, prior: 'uniform' })
    expect(drawn(id, 'generator')).toEqual(smallGenerator)
    expect(drawn(id, 'discriminator')).toEqual(smallDiscriminator)
  })

  test('trains as in the textbook', () => {
    expect(configOf(id)).toMatchObject({
      dataset: { id: 'mnist', split: 'train' },
      objective: { type: id === 'minimax' ? 'minimax' : 'non-saturating' },
      discriminatorBatch: 'separate',
      optimisers: adam(1e-3, 0.9),
      batchSize: 64,
      duration: { unit: 'epochs', count: 100 },
      discriminatorSteps: 1,
      samples: { count: 64, cadence: { unit: 'epochs', every: 1 } },
    })
  })
})

describe('mlp-wide', () => {
  test('has four dense layers on each side', () => {
    expect(configOf('mlp-wide').architecture.latent).toEqual({ size: 100, prior: 'normal' })
    expect(drawn('mlp-wide', 'generator')).toEqual([
      'input latent',
      ...[256, 512, 1024].flatMap((units) => [`dense ${units}`, 'activation ReLU']),
      'dense 784',
      'activation tanh',
      'reshape 28×28×1',
    ])
    expect(drawn('mlp-wide', 'discriminator')).toEqual([
      'input image',
      'flatten',
      ...[1024, 512, 256].flatMap((units) => [`dense ${units}`, 'activation ReLU', 'dropout 0.3']),
      'dense 1',
      'activation sigmoid',
    ])
  })

  test('trains D on real and fake images in one batch', () => {
    expect(configOf('mlp-wide')).toMatchObject({
      objective: { type: 'non-saturating' },
      discriminatorBatch: 'concatenated',
      optimisers: adam(1e-4, 0.9),
      batchSize: 32,
      duration: { unit: 'epochs', count: 50 },
      discriminatorSteps: 1,
      samples: { count: 16, cadence: { unit: 'epochs', every: 1 } },
    })
  })
})

describe('dcgan-28', () => {
  test('is a small DCGAN', () => {
    expect(configOf('dcgan-28').architecture.latent).toEqual({ size: 100, prior: 'normal' })
    expect(drawn('dcgan-28', 'generator')).toEqual([
      'input latent',
      'dense 6272 · no bias',
      'reshape 7×7×128',
      'batch-normalisation',
      'activation ReLU',
      'conv2d-transpose 64 · k4 s2 p1 · no bias',
      'batch-normalisation',
      'activation ReLU',
      'conv2d-transpose 1 · k4 s2 p1',
      'activation tanh',
    ])
    expect(drawn('dcgan-28', 'discriminator')).toEqual([
      'input image',
      'conv2d 64 · k4 s2 p1',
      'activation LeakyReLU 0.2',
      'conv2d 128 · k4 s2 p1 · no bias',
      'batch-normalisation',
      'activation LeakyReLU 0.2',
      'flatten',
      'dense 1',
      'activation sigmoid',
    ])
  })

  test('starts its kernels from N(0, 0.02) and its normalisation from N(1, 0.02)', () => {
    const { generator, discriminator } = analyseArchitecture(configOf('dcgan-28').architecture)
    const initialisers: Readonly<Record<string, unknown>> = {
      kernel: { type: 'normal', mean: 0, deviation: 0.02 },
      bias: { type: 'constant', value: 0 },
      scale: { type: 'normal', mean: 1, deviation: 0.02 },
      offset: { type: 'constant', value: 0 },
      mean: { type: 'constant', value: 0 },
      variance: { type: 'constant', value: 1 },
    }
    const weights = [...generator.layers, ...discriminator.layers].flatMap((layer) => layer.weights)
    expect(weights).toHaveLength(21)
    for (const { name, initialiser } of weights) expect(initialiser).toEqual(initialisers[name])
  })

  test('normalises as PyTorch does by default', () => {
    const { generator, discriminator } = configOf('dcgan-28').architecture.networks
    const normalising = [...generator.layers, ...discriminator.layers].filter(
      ({ layer }) => layer.type === 'batch-normalisation',
    )
    expect(normalising).toHaveLength(3)
    for (const { layer } of normalising) expect(layer).toMatchObject({ momentum: 0.1, epsilon: 1e-5 })
  })

  test('trains for two epochs', () => {
    expect(configOf('dcgan-28')).toMatchObject({
      objective: { type: 'non-saturating' },
      discriminatorBatch: 'separate',
      optimisers: adam(2e-4, 0.5),
      batchSize: 64,
      duration: { unit: 'epochs', count: 2 },
      discriminatorSteps: 1,
      samples: { count: 64, cadence: { unit: 'steps', every: 100 } },
    })
  })
})

test.each(['mlp-small', 'minimax', 'mlp-wide'])('%s starts every weight as PyTorch’s linear layers do', (id) => {
  for (const { layers } of networkListOf(configOf(id).architecture)) {
    for (const { initialiser } of layers.flatMap(({ weights }) => weights)) {
      expect(initialiser).toEqual({ type: 'uniform-fan-in' })
    }
  }
})

// Counted by hand from the layers.
test.each([
  ['mlp-small', 20 * 100 + 100 + 100 * 784 + 784, 784 * 100 + 100 + 100 + 1],
  ['minimax', 20 * 100 + 100 + 100 * 784 + 784, 784 * 100 + 100 + 100 + 1],
  ['mlp-wide', 101 * 256 + 257 * 512 + 513 * 1024 + 1025 * 784, 785 * 1024 + 1025 * 512 + 513 * 256 + 257],
  [
    'dcgan-28',
    100 * 6272 + 2 * 128 + 16 * 128 * 64 + 2 * 64 + 16 * 64 + 1,
    16 * 64 + 64 + 16 * 64 * 128 + 2 * 128 + 7 * 7 * 128 + 1,
  ],
])('%s has as many parameters as its layers say', (id, generator, discriminator) => {
  const analysis = analyseArchitecture(configOf(id).architecture)
  expect([analysis.generator.parameters, analysis.discriminator.parameters]).toEqual([generator, discriminator])
})

const dcganGenerator = (widths: readonly number[], channels: number) => [
  'input latent',
  'reshape 1×1×100',
  ...widths.flatMap((width, i) => [
    `conv2d-transpose ${width} · ${i === 0 ? 'k4 s1 p0' : 'k4 s2 p1'} · no bias`,
    'batch-normalisation',
    'activation ReLU',
  ]),
  `conv2d-transpose ${channels} · k4 s2 p1`,
  'activation tanh',
]
const dcganDiscriminator = (widths: readonly number[], sigmoid: boolean) => [
  'input image',
  ...widths.flatMap((width, i) => [
    `conv2d ${width} · k4 s2 p1${i === 0 ? '' : ' · no bias'}`,
    ...(i === 0 ? [] : ['batch-normalisation']),
    'activation LeakyReLU 0.2',
  ]),
  'conv2d 1 · k4 s2 p0',
  'flatten',
  ...(sigmoid ? ['activation sigmoid'] : []),
]
const both = <T>(optimiser: T) => ({ generator: optimiser, discriminator: optimiser })

describe.each([
  ['dcgan', [1024, 512, 256, 128], [64, 128, 256, 512], 3, true],
  ['wgan', [1024, 512, 256, 128], [64, 128, 256, 512], 3, false],
  ['dcgan-32', [512, 256, 128], [64, 128, 256], 1, true],
  ['lsgan', [512, 256, 128], [64, 128, 256], 1, false],
  ['r1', [512, 256, 128], [64, 128, 256], 1, true],
] as const)('%s', (id, up, down, channels, sigmoid) => {
  test('has the body of a DCGAN', () => {
    expect(configOf(id).architecture.latent).toEqual({ size: 100, prior: 'normal' })
    expect(drawn(id, 'generator')).toEqual(dcganGenerator(up, channels))
    expect(drawn(id, 'discriminator')).toEqual(dcganDiscriminator(down, sigmoid))
  })

  test('starts from N(0, 0.02)', () => {
    const { generator, discriminator } = analyseArchitecture(configOf(id).architecture)
    const weights = [...generator.layers, ...discriminator.layers].flatMap((layer) => layer.weights)
    for (const { name, initialiser } of weights) {
      if (name === 'kernel') expect(initialiser).toEqual({ type: 'normal', mean: 0, deviation: 0.02 })
      if (name === 'scale') expect(initialiser).toEqual({ type: 'normal', mean: 1, deviation: 0.02 })
    }
  })
})

test.each([
  [
    'dcgan',
    { optimisers: adam(2e-4, 0.5), batchSize: 128, samples: { count: 64, cadence: { unit: 'steps', every: 100 } } },
  ],
  ['dcgan-32', { optimisers: adam(2e-4, 0.5), batchSize: 32 }],
  [
    'wgan',
    {
      objective: { type: 'wasserstein' },
      optimisers: both({ type: 'rmsprop', learningRate: 5e-5, decay: 0.99, epsilon: 1e-8 }),
      weightClipping: 0.01,
      discriminatorSteps: 5,
      batchSize: 64,
    },
  ],
  [
    'wgan-gp',
    {
      objective: { type: 'wasserstein' },
      penalty: { type: 'gradient-penalty', weight: 10 },
      optimisers: both({ type: 'adam', learningRate: 1e-4, beta1: 0, beta2: 0.9, epsilon: 1e-8 }),
      weightClipping: null,
      discriminatorSteps: 5,
      batchSize: 64,
    },
  ],
  ['lsgan', { objective: { type: 'least-squares' }, optimisers: adam(2e-4, 0.5) }],
  ['hinge', { objective: { type: 'hinge' }, discriminatorSteps: 5 }],
  ['r1', { objective: { type: 'non-saturating' }, penalty: { type: 'r1', weight: 10 } }],
  [
    'dcgan-projection',
    { optimisers: adam(2e-4, 0.5), duration: { unit: 'epochs', count: 200 }, samples: { count: 20 } },
  ],
  ['mlp-cifar', { objective: { type: 'non-saturating' }, pixelTerm: 0, batchSize: 32, optimisers: adam(2e-4, 0.5) }],
  ['cgan', { objective: { type: 'non-saturating' }, architecture: { classes: 10 } }],
])('%s trains as in its paper', (id, expected) => {
  expect(configOf(id)).toMatchObject(expected)
})

test('wgan-gp judges with layer normalisation and a linear output, hinge with spectral normalisation alone', () => {
  expect(drawn('wgan-gp', 'discriminator')).toEqual([
    'input image',
    'conv2d 64 · k4 s2 p1',
    'activation LeakyReLU 0.2',
    'conv2d 128 · k4 s2 p1 · no bias',
    'layer-normalisation',
    'activation LeakyReLU 0.2',
    'flatten',
    'dense 1',
  ])
  const layers = drawn('hinge', 'discriminator').filter((line) => !/^(input|activation|flatten)/.test(line))
  expect(layers.every((line) => line.startsWith('conv2d') && line.endsWith('spectral'))).toBe(true)
})

test('dcgan-projection goes from a dense layer to 64×64 and back', () => {
  expect(drawn('dcgan-projection', 'generator').filter((line) => /^(dense|reshape|conv)/.test(line))).toEqual([
    'dense 16384',
    'reshape 4×4×1024',
    ...[512, 256, 128, 1].map((width) => `conv2d-transpose ${width} · k4 s2 p1 · no bias`),
  ])
  expect(drawn('dcgan-projection', 'discriminator').filter((line) => /^(dense|flatten|conv)/.test(line))).toEqual([
    ...[128, 256, 512, 1024].map((width) => `conv2d ${width} · k4 s2 p1 · no bias`),
    'flatten',
    'dense 1',
  ])
})

const bundled = presets.list().filter(({ datasets }) => datasets.includes('mnist'))

test('eleven presets start at once', () => {
  expect(bundled.map(({ id }) => id)).toEqual([
    'ae',
    'cgan',
    'classifier',
    'dcgan-28',
    'denoising-ae',
    'fgsm',
    'minimax',
    'mlp-small',
    'mlp-wide',
    'vae',
    'wgan-gp',
  ])
  for (const { config } of bundled) expect(config.architecture.image).toEqual({ height: 28, width: 28, channels: 1 })
})

test.each(presets.list().map((preset) => [preset.id, preset] as const))('%s is complete', (_id, preset) => {
  expect(preset.config).toMatchObject({
    engine: 'auto',
    checkpoints: { cadence: { unit: 'epochs', every: 1 }, keep: 3 },
    dataset: { id: preset.datasets[0], split: 'train' },
  })
})
