import { configProblems, RunConfig, runLength } from '@shared/runs/config'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { architecture, chain, convolution, dense, layer, reshape } from '../../../support/networks'
import { tinyConfig } from '../../../support/tiny-run'

describe('runLength', () => {
  const config = { ...tinyConfig, batchSize: 64, duration: { unit: 'epochs', count: 2 } } as const

  test('drops a last partial batch', () => {
    expect(runLength(config, 60_000)).toEqual({ stepsPerEpoch: 937, steps: 1874, epochs: 2 })
  })

  test('takes one batch for each update of D', () => {
    expect(runLength({ ...config, discriminatorSteps: 5 }, 60_000).stepsPerEpoch).toBe(187)
  })

  test('counts the epochs that the last step has begun', () => {
    expect(runLength({ ...config, duration: { unit: 'steps', count: 938 } }, 60_000)).toEqual({
      stepsPerEpoch: 937,
      steps: 938,
      epochs: 2,
    })
  })

  test('is without epochs where not one batch fits', () => {
    expect(runLength(config, 63)).toEqual({ stepsPerEpoch: 0, steps: 0, epochs: 0 })
  })

  test('never asks for more images than there are', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.integer({ min: 1, max: 4096 }),
        fc.integer({ min: 1, max: 9 }),
        (count, batchSize, discriminatorSteps) => {
          const { stepsPerEpoch } = runLength({ ...config, batchSize, discriminatorSteps }, count)
          expect(stepsPerEpoch * batchSize * discriminatorSteps).toBeLessThanOrEqual(count)
          expect((stepsPerEpoch + 1) * batchSize * discriminatorSteps).toBeGreaterThan(count)
        },
      ),
    )
  })
})

describe('configProblems', () => {
  test('finds none in a config that can be trained', () => {
    expect(configProblems(RunConfig.parse(tinyConfig))).toEqual([])
  })

  test('tells the problems of the architecture with their path in the config', () => {
    const broken = architecture({ generator: chain(layer.latent, dense(3), reshape(2, 2, 1)) })
    expect(configProblems({ ...tinyConfig, architecture: broken })).toEqual([
      {
        path: 'architecture.networks.generator.layers.l2',
        message: expect.stringContaining('gets 3 values (3) but 2×2×1 holds 4'),
      },
    ])
  })

  test('refuses batch normalisation over a single value', () => {
    const vector = architecture({
      discriminator: chain(layer.image, layer.flatten, dense(4), layer.normalise, dense(1)),
    })
    const image = architecture({
      discriminator: chain(layer.image, convolution('conv2d', [4, 1, 1, 0]), layer.normalise, layer.flatten, dense(1)),
    })
    expect(configProblems({ ...tinyConfig, architecture: vector, batchSize: 1 })).toEqual([
      { path: 'architecture.networks.discriminator.layers.l3', message: expect.stringContaining('at least 2') },
    ])
    expect(configProblems({ ...tinyConfig, architecture: vector, batchSize: 2 })).toEqual([])
    expect(configProblems({ ...tinyConfig, architecture: image, batchSize: 1 })).toEqual([])
  })
})
