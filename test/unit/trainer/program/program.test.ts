import { StudioError } from '@shared/contract/errors'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { beforeAll, describe, expect, test } from 'vitest'
import { initialState } from '../../../../src-main/trainer/nets/initial-state'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { buildProgram } from '../../../../src-main/trainer/program/build'
import { samplerOf } from '../../../../src-main/trainer/program/samplers'
import { buffersFor, type EagerPhase, pickArray, runPhase, tensorsOf, usePlainBackend } from '../../../support/eager'
import { architecture, chain, dense, dropout, layer, reshape } from '../../../support/networks'
import { tinyConfig } from '../../../support/tiny-run'

beforeAll(usePlainBackend)

const plain = chain(layer.image, layer.flatten, dense(3), layer.relu, dropout(0.5), dense(1), layer.sigmoid)
const normalised = chain(
  layer.image,
  layer.flatten,
  dense(3, false),
  layer.normalise,
  layer.relu,
  dropout(0.5),
  dense(1),
)
const generator = chain(layer.latent, dense(4, false), layer.normalise, dropout(0.25), layer.tanh, reshape(2, 2, 1))

const configOf = (
  discriminator: typeof plain,
  discriminatorBatch: AdversarialConfig['discriminatorBatch'],
  objective: AdversarialConfig['objective'] = { type: 'non-saturating' },
): AdversarialConfig => ({
  ...tinyConfig,
  architecture: architecture({ generator, discriminator }),
  batchSize: 6,
  discriminatorBatch,
  objective,
})

function phaseOf(config: AdversarialConfig, name: 'discriminator' | 'generator') {
  const phase = buildProgram(config).phases.find((one) => one.name === name)
  if (phase === undefined) throw new Error(`no phase ${name}`)
  return phase
}

/** One phase from the initial state with the noise of its first update; images are of rising bytes. */
function compute(
  config: AdversarialConfig,
  name: 'discriminator' | 'generator',
  change: (feeds: ReturnType<typeof buffersFor>) => void = () => undefined,
): EagerPhase {
  const phase = phaseOf(config, name)
  const feeds = buffersFor(phase.feeds)
  fillNoise(phase, feeds, { seed: 1, update: 0 })
  for (const [i] of feeds['real']?.entries() ?? []) pickArray(feeds, 'real')[i] = (i * 37) % 256
  change(feeds)
  const state = tensorsOf(buildProgram(config).state, initialState(config.architecture, 1))
  return runPhase(phase, state, tensorsOf(phase.feeds, feeds))
}

describe('the feeds of a phase', () => {
  const feeds = (config: AdversarialConfig, name: 'discriminator' | 'generator') =>
    phaseOf(config, name).feeds.map(({ name: feed, shape, type, source }) => [feed, shape, type, source.type])

  test('are images as bytes, latents and one dropout mask for each pass and layer', () => {
    expect(feeds(configOf(normalised, 'separate'), 'discriminator')).toEqual([
      ['real', [6, 2, 2, 1], 'uint8', 'images'],
      ['z', [6, 3], 'float32', 'latent'],
      ['mask/generator/l3', [6, 4], 'float32', 'mask'],
      ['mask/real/l5', [6, 3], 'float32', 'mask'],
      ['mask/fake/l5', [6, 3], 'float32', 'mask'],
    ])
    expect(feeds(configOf(normalised, 'separate'), 'generator')).toEqual([
      ['z', [6, 3], 'float32', 'latent'],
      ['mask/generator/l3', [6, 4], 'float32', 'mask'],
      ['mask/fake/l5', [6, 3], 'float32', 'mask'],
    ])
  })

  test('have one mask over both batches where D takes them as one', () => {
    for (const config of [configOf(normalised, 'concatenated'), configOf(plain, 'separate')]) {
      const masks = feeds(config, 'discriminator').flatMap(([name, shape]) =>
        String(name).startsWith('mask/both') ? [shape] : [],
      )
      expect(masks).toEqual([[12, 3]])
    }
  })

  test('tell the rate of each mask', () => {
    const sources = phaseOf(configOf(plain, 'separate'), 'generator').feeds.map(({ source }) => source)
    expect(sources).toEqual([
      { type: 'latent', prior: 'normal' },
      { type: 'mask', rate: 0.25 },
      { type: 'mask', rate: 0.5 },
    ])
  })
})

describe('a phase', () => {
  test('trains its own network alone', () => {
    const config = configOf(normalised, 'separate')
    expect(phaseOf(config, 'discriminator').trains).toEqual([
      'discriminator/l2/kernel',
      'discriminator/l3/scale',
      'discriminator/l3/offset',
      'discriminator/l6/kernel',
      'discriminator/l6/bias',
    ])
    expect(phaseOf(config, 'generator').trains).toEqual([
      'generator/l1/kernel',
      'generator/l2/scale',
      'generator/l2/offset',
    ])
  })

  test.each(['discriminator', 'generator'] as const)('moves the running statistics of both networks: %s', (name) => {
    expect(Object.keys(compute(configOf(normalised, 'separate'), name).updates).sort()).toEqual([
      'discriminator/l3/mean',
      'discriminator/l3/variance',
      'generator/l2/mean',
      'generator/l2/variance',
    ])
  })

  test('makes bytes into −1 to 1', () => {
    // One dense layer on four pixels: the gradient of its kernel tells the input. D(x) = ½ gives −½·x for a real image.
    const bare = configOf(chain(layer.image, layer.flatten, dense(1)), 'separate')
    const state = initialState(bare.architecture, 1)
    const phase = phaseOf(bare, 'discriminator')
    const zeroed = {
      ...state,
      'discriminator/l2/kernel': new Float32Array(4),
      'discriminator/l2/bias': new Float32Array(1),
      'generator/l2/scale': new Float32Array(4),
    }
    const feeds = buffersFor(phase.feeds)
    for (const [i] of pickArray(feeds, 'real').entries()) pickArray(feeds, 'real')[i] = [0, 255, 51, 204][i % 4] ?? 0
    const { gradients } = runPhase(phase, tensorsOf(buildProgram(bare).state, zeroed), tensorsOf(phase.feeds, feeds))
    const expected = [-1, 1, -0.6, 0.6].map((x) => -x / 2)
    for (const [i, value] of pickArray(gradients, 'discriminator/l2/kernel').entries())
      expect(value).toBeCloseTo(expected[i] ?? 9, 5)
  })

  test('measures the sum of both losses, and trains on their mean where the batches are one', () => {
    const separate = compute(configOf(plain, 'separate'), 'discriminator')
    const concatenated = compute(configOf(plain, 'concatenated'), 'discriminator')
    expect(separate.measures['discriminatorLoss']).toBeCloseTo(separate.loss, 6)
    expect(concatenated.measures['discriminatorLoss']).toBeCloseTo(separate.loss, 5)
    expect(concatenated.loss).toBeCloseTo(separate.loss / 2, 5)
  })

  test('records the scores in D’s phase and G’s loss in G’s', () => {
    const config = configOf(plain, 'separate')
    const names = ['discriminatorLoss', 'fakeAccuracy', 'fakeScore', 'realAccuracy', 'realScore']
    expect(Object.keys(compute(config, 'discriminator').measures).sort()).toEqual(names)
    expect(Object.keys(compute(config, 'generator').measures)).toEqual(['generatorLoss'])
    const minimax = compute(configOf(plain, 'separate', { type: 'minimax' }), 'discriminator').measures
    expect(Object.keys(minimax).sort()).toEqual([...names, 'jensenShannon', 'valueFunction'].sort())
    expect(minimax['valueFunction']).toBeCloseTo(-(minimax['discriminatorLoss'] ?? 0), 6)
  })

  test('looks at real and fake images as two batches where D normalises by the batch', () => {
    const before = compute(configOf(normalised, 'separate'), 'discriminator').measures['fakeScore']
    const changeReal = (feeds: ReturnType<typeof buffersFor>) => pickArray(feeds, 'real').fill(255)
    const apart = compute(configOf(normalised, 'separate'), 'discriminator', changeReal).measures['fakeScore']
    const joined = compute(configOf(normalised, 'concatenated'), 'discriminator', changeReal).measures['fakeScore']
    expect(apart).toBe(before)
    expect(joined).not.toBeCloseTo(before ?? 0, 3)
  })

  test('is the same with a final sigmoid as without, even behind a change of shape', () => {
    const logit = chain(layer.image, layer.flatten, dense(1))
    const sigmoid = chain(layer.image, layer.flatten, dense(1), layer.sigmoid)
    const reshaped = chain(layer.image, layer.flatten, dense(1), layer.sigmoid, reshape(1, 1, 1), layer.flatten)
    const [a, b, c] = [logit, sigmoid, reshaped].map((network) =>
      compute(configOf(network, 'separate'), 'discriminator'),
    )
    expect(b).toEqual(a)
    expect(c).toEqual(a)
  })
})

describe('samples', () => {
  test('are drawn with the running statistics, without dropout, as many as wanted', () => {
    const config = configOf(plain, 'separate')
    const [samples] = buildProgram(config, 5).inferences
    if (samples === undefined) throw new Error('no inference')
    expect(samples.output).toEqual([5, 2, 2, 1])
    const state = initialState(config.architecture, 1)
    const z = Float32Array.from({ length: 15 }, (_, i) => Math.sin(i))
    const images = samples.compute(tensorsOf(buildProgram(config).state, state), tensorsOf(samples.feeds, { z }))
    expect(images.shape).toEqual([5, 2, 2, 1])
    // By hand: z·W, statistics of mean 0 and variance 1, tanh.
    const kernel = pickArray(state, 'generator/l1/kernel')
    const expected = Array.from({ length: 20 }, (_, at) => {
      const [row, column] = [Math.floor(at / 4), at % 4]
      const sum = [0, 1, 2].reduce((total, k) => total + (z[row * 3 + k] ?? 0) * (kernel[k * 4 + column] ?? 0), 0)
      return Math.tanh(sum / Math.sqrt(1 + 1e-5))
    })
    for (const [i, value] of images.dataSync().entries()) expect(value).toBeCloseTo(expected[i] ?? 9, 5)
  })

  test('can be drawn with the generator alone', () => {
    const config = configOf(plain, 'separate')
    const alone = samplerOf(config).program(2)
    expect(alone.phases).toEqual([])
    expect(alone.state.map(({ name }) => name)).toEqual([
      'generator/l1/kernel',
      'generator/l2/scale',
      'generator/l2/offset',
      'generator/l2/mean',
      'generator/l2/variance',
    ])
    expect(alone.inferences.map(({ name, output }) => [name, output])).toEqual([['samples', [2, 2, 2, 1]]])
  })
})

test('a config that cannot be trained is refused with every problem', () => {
  const broken = {
    ...configOf(plain, 'separate'),
    architecture: architecture({ generator: chain(layer.latent, dense(5), reshape(2, 2, 1)) }),
  }
  for (const build of [() => buildProgram(broken), () => samplerOf(broken).program(1)]) {
    expect(build).toThrow(StudioError)
    expect(build).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }))
  }
})
