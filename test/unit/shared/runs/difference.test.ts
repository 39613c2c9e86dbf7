import type { LayerNode } from '@shared/architecture/spec'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { configDifferences, configLeaves } from '@shared/runs/difference'
import { plainTraining } from '@shared/runs/plain-training'
import { describe, expect, it } from 'vitest'

const dense = (name: string, inputs: string[], units: number): LayerNode => ({
  name,
  inputs,
  layer: {
    type: 'dense',
    units,
    bias: true,
    initialiser: { type: 'glorot-uniform' },
    biasInitialiser: { type: 'constant', value: 0 },
  },
})
const input = (source: 'latent' | 'image'): LayerNode => ({
  name: 'input',
  inputs: [],
  layer: { type: 'input', source },
})
const adam = { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

const config: AdversarialConfig = {
  family: 'adversarial',
  version: 3,
  dataset: { id: 'mnist', split: 'train' },
  architecture: {
    family: 'adversarial',
    version: 2,
    name: 'Small',
    image: { height: 2, width: 2, channels: 1 },
    latent: { size: 3, prior: 'uniform' },
    networks: {
      generator: {
        layers: [
          input('latent'),
          dense('hidden', ['input'], 4),
          { name: 'image', inputs: ['hidden'], layer: { type: 'reshape', shape: [2, 2, 1] } },
        ],
        output: 'image',
      },
      discriminator: { layers: [input('image'), dense('score', ['input'], 1)], output: 'score' },
    },
  },
  objective: { type: 'non-saturating' },
  discriminatorBatch: 'separate',
  optimisers: { generator: adam, discriminator: adam },
  ...plainTraining,
  batchSize: 64,
  duration: { unit: 'epochs', count: 2 },
  discriminatorSteps: 1,
  samples: { count: 64, cadence: { unit: 'epochs', every: 1 } },
  checkpoints: { cadence: { unit: 'epochs', every: 1 }, keep: 3 },
  seed: 1,
  engine: 'auto',
}

describe('configLeaves', () => {
  it('names layers by their names and joins lists', () => {
    const leaves = configLeaves(config)
    expect(leaves.get('architecture.networks.generator.layers.hidden.layer.units')).toBe(4)
    expect(leaves.get('architecture.networks.generator.layers.image.layer.shape')).toBe('2×2×1')
    expect(leaves.get('architecture.networks.generator.layers.hidden.inputs')).toBe('input')
    expect(leaves.get('optimisers.discriminator.beta1')).toBe(0.9)
  })
})

describe('configDifferences', () => {
  it('finds nothing between equal configs, or in one', () => {
    expect(configDifferences([])).toEqual([])
    expect(configDifferences([config])).toEqual([])
    expect(configDifferences([config, structuredClone(config)])).toEqual([])
  })

  it('gives every differing path with the value of each run', () => {
    const faster: AdversarialConfig = {
      ...config,
      seed: 2,
      optimisers: { ...config.optimisers, generator: { ...adam, learningRate: 2e-4 } },
    }
    expect(configDifferences([config, faster, config])).toEqual([
      { path: 'optimisers.generator.learningRate', values: [1e-3, 2e-4, 1e-3] },
      { path: 'seed', values: [1, 2, 1] },
    ])
  })

  it('does not shift the layers behind one that was inserted', () => {
    const { generator } = config.architecture.networks
    const layers = [input('latent'), dense('extra', ['input'], 8), dense('hidden', ['extra'], 4)]
    const deeper: AdversarialConfig = {
      ...config,
      architecture: {
        ...config.architecture,
        networks: {
          ...config.architecture.networks,
          generator: { ...generator, layers: [...layers, ...generator.layers.slice(2)] },
        },
      },
    }
    const differences = configDifferences([config, deeper])
    const prefix = 'architecture.networks.generator.layers'
    expect(
      differences.every(({ path }) => path.startsWith(`${prefix}.extra`) || path === `${prefix}.hidden.inputs`),
    ).toBe(true)
    expect(differences).toContainEqual({ path: `${prefix}.hidden.inputs`, values: ['input', 'extra'] })
    expect(differences).toContainEqual({ path: `${prefix}.extra`, values: [undefined, 'dense'] })
  })
})
