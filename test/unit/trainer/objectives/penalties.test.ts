import { LayerSpec, layers as layerTypes } from '@shared/architecture/layers/registry'
import type { NetworkSpec } from '@shared/architecture/spec'
import type { Penalty } from '@shared/objectives/objective'
import { stream } from '@shared/random/generator'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { configProblems } from '@shared/runs/config'
import { describe, expect, test } from 'vitest'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { buildProgram, initialRunState } from '../../../../src-main/trainer/program/build'
import { pickArray, relativeDistance } from '../../../support/eager'
import { architecture, chain, convolution, dense, dropout, layer, reshape, spectral } from '../../../support/networks'
import { slopesOf } from '../../../support/slopes'
import { tinyConfig } from '../../../support/tiny-run'

const image = { height: 4, width: 4, channels: 1 } as const
const generator = chain(layer.latent, dense(16), layer.tanh, reshape(4, 4, 1))

const activation = (name: string, more: object = {}): LayerSpec =>
  LayerSpec.parse({ type: 'activation', function: { name, ...more } })

/** A critic with a layer between two dense ones: every layer type that has a slope of its own. */
const vectors = (...inner: LayerSpec[]) => chain(layer.image, layer.flatten, dense(5), ...inner, dense(1))
const images = (...inner: LayerSpec[]) =>
  chain(layer.image, convolution('conv2d', [3, 3, 1, 1]), layer.tanh, ...inner, layer.flatten, dense(1))

/** A block with a skip connection around two layers. */
const skipping: NetworkSpec = {
  layers: [
    { name: 'image', inputs: [], layer: layer.image },
    { name: 'first', inputs: ['image'], layer: convolution('conv2d', [2, 3, 1, 1]) },
    { name: 'bent', inputs: ['first'], layer: layer.tanh },
    { name: 'second', inputs: ['bent'], layer: convolution('conv2d', [2, 3, 1, 1]) },
    { name: 'sum', inputs: ['first', 'second'], layer: { type: 'add' } },
    { name: 'both', inputs: ['sum', 'image'], layer: { type: 'concatenate' } },
    { name: 'again', inputs: ['both'], layer: layer.tanh },
    { name: 'flat', inputs: ['again'], layer: layer.flatten },
    { name: 'out', inputs: ['flat'], layer: dense(1) },
  ],
  output: 'out',
}

const functions = ['relu', 'tanh', 'sigmoid', 'elu', 'selu', 'swish', 'gelu', 'softplus']

const critics: Readonly<Record<string, NetworkSpec>> = {
  ...Object.fromEntries(functions.map((name) => [name, vectors(activation(name))])),
  'a leaky rectifier': vectors(activation('leaky-relu', { slope: 0.2 })),
  dropout: vectors(layer.tanh, dropout(0.4)),
  noise: vectors({ type: 'gaussian-noise', deviation: 0.5 }, layer.tanh),
  convolutions: images(convolution('conv2d', [2, 4, 2, 1]), layer.tanh),
  'transposed convolutions': images(convolution('conv2d-transpose', [2, 4, 2, 1]), layer.tanh),
  upsampling: images({ type: 'upsample', factor: 2 }, convolution('conv2d', [1, 3, 1, 1]), layer.tanh),
  'average pooling': images({ type: 'pooling', kind: 'average', kernel: 2, stride: 2, padding: 0 }, layer.tanh),
  'maximum pooling': images({ type: 'pooling', kind: 'max', kernel: 3, stride: 2, padding: 1 }, layer.tanh),
  'global pooling': chain(
    layer.image,
    convolution('conv2d', [4, 3, 1, 1]),
    layer.tanh,
    { type: 'global-pooling', kind: 'average' },
    dense(1),
  ),
  'a maximum over the image': chain(
    layer.image,
    convolution('conv2d', [4, 3, 1, 1]),
    layer.tanh,
    { type: 'global-pooling', kind: 'max' },
    dense(1),
  ),
  'layer normalisation': images({ type: 'layer-normalisation', epsilon: 1e-3 }, layer.tanh),
  'layer normalisation of vectors': vectors({ type: 'layer-normalisation', epsilon: 1e-3 }, layer.tanh),
  'instance normalisation': images({ type: 'instance-normalisation', epsilon: 1e-3, affine: true }, layer.tanh),
  'spectral normalisation': chain(
    layer.image,
    spectral(convolution('conv2d', [3, 3, 1, 1])),
    layer.tanh,
    spectral(convolution('conv2d-transpose', [2, 3, 1, 1])),
    layer.tanh,
    layer.flatten,
    spectral(dense(1)),
  ),
  'a skip connection': skipping,
  'a judgement of patches': chain(
    layer.image,
    convolution('conv2d', [3, 3, 1, 1]),
    layer.tanh,
    convolution('conv2d', [1, 2, 1, 0]),
  ),
}

/** R1 alone goes with batch normalisation, whose slope for one image depends on the others. */
const forR1: Readonly<Record<string, NetworkSpec>> = {
  'batch normalisation': images(layer.normalise, layer.tanh),
  'batch normalisation of vectors': vectors(layer.normalise, layer.tanh),
}

const penalties: readonly Penalty[] = [
  { type: 'gradient-penalty', weight: 10 },
  { type: 'r1', weight: 10 },
]

const configOf = (discriminator: NetworkSpec, penalty: Penalty): AdversarialConfig => ({
  ...tinyConfig,
  architecture: architecture({ generator, discriminator }, image),
  objective: { type: 'wasserstein' },
  penalty,
  batchSize: 3,
})

async function prepared(id: 'compiled-cpu' | 'reference', config: AdversarialConfig) {
  const program = buildProgram(config)
  const executor = await engines[id].prepare(program, initialRunState(config))
  const [phase] = program.phases
  if (phase === undefined) throw new Error('no phase')
  const feeds = pickArray(executor.feeds, phase.name)
  fillNoise(phase, feeds, { seed: 5, update: 0 })
  const bytes = stream(5, 'bytes')
  for (const [i] of pickArray(feeds, 'real').entries()) pickArray(feeds, 'real')[i] = bytes.below(256)
  return { executor, phase }
}

const cases = [
  // Both take slopes in the same way: each critic has one of them, by turns.
  ...Object.entries(critics).map(([name, critic], i) => [name, critic, penalties.slice(i % 2).slice(0, 1)] as const),
  ...Object.entries(forR1).map(([name, critic]) => [name, critic, penalties.slice(1)] as const),
]

describe.each(cases)('through %s', (_name, critic, tested) => {
  test.each(tested)('the slope of $type is that of numerical differences', async (penalty) => {
    const config = configOf(critic, penalty)
    const { executor, phase } = await prepared('reference', config)
    // No derivative goes through the power iteration, which makes no difference where it has arrived.
    for (let pass = 0; pass < 12; pass++) await executor.run(phase.name, Number.MIN_VALUE)
    const { exact, numerical } = await slopesOf(executor, phase, 2e-3)
    expect(relativeDistance(exact, numerical)).toBeLessThan(5e-3)
    executor.dispose()
  })

  test.each(tested)('compiled-cpu has the slope of the reference for $type', async (penalty) => {
    const config = configOf(critic, penalty)
    const [compiled, reference] = [await prepared('compiled-cpu', config), await prepared('reference', config)]
    const [a, b] = [
      await compiled.executor.gradients('discriminator'),
      await reference.executor.gradients('discriminator'),
    ]
    expect(a.measures['penalty']).toBeGreaterThan(0)
    expect(a.measures['penalty'] ?? 0).toBeCloseTo(b.measures['penalty'] ?? 1, 4)
    const whole = Math.hypot(...Object.values(b.gradients).map((gradient) => Math.hypot(...gradient)))
    for (const name of reference.phase.trains) {
      const [found, wanted] = [pickArray(a.gradients, name), pickArray(b.gradients, name)]
      // The slope of a bias that a normalisation or the difference of two means takes away is zero, but for rounding.
      const size = Math.max(Math.hypot(...wanted), 1e-3 * whole, 1e-2)
      const distance = Math.hypot(...found.map((value, i) => value - (wanted[i] ?? Number.NaN)))
      expect(distance / size, name).toBeLessThan(1e-4)
    }
    compiled.executor.dispose()
    reference.executor.dispose()
  })
})

test('every layer type that a critic may contain is among them', () => {
  const all = [...Object.values(critics), ...Object.values(forR1)].flatMap(({ layers }) => layers)
  const tested = new Set(all.map((node) => node.layer.type))
  // A label has no slope by the image, and a change of shape has none of its own. A residual block is made of these layers;
  // the kinks of its many rectifiers blur numerical differences, and PyTorch is its oracle, with a penalty.
  const others = ['reshape', 'embedding', 'projection', 'residual-block']
  expect([...tested, ...others].sort()).toEqual(Object.keys(layerTypes).sort())
})

test('a gradient penalty on a critic with batch normalisation is refused by the name of the layer', () => {
  const config = configOf(images(layer.normalise, layer.tanh), { type: 'gradient-penalty', weight: 10 })
  expect(configProblems(config)).toEqual([
    { path: 'architecture.networks.discriminator.layers.l3', message: expect.stringContaining('batch') },
  ])
})
