import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LayerSpec } from '../src-shared/architecture/layers/registry'
import type { NetworkSpec } from '../src-shared/architecture/spec'
import { Preset } from '../src-shared/presets/preset'
import type { RunConfig } from '../src-shared/runs/config'

/** A system that is measured. `torch` is its name in gan_step_pytorch.py. */
export interface Model {
  readonly title: string
  readonly torch: string
  readonly config: RunConfig
}

const presetConfig = (root: string, id: string): RunConfig =>
  Preset.parse(JSON.parse(readFileSync(join(root, 'resources', 'presets', `${id}.json`), 'utf8'))).config

const weights = { type: 'normal', mean: 0, deviation: 0.02 } as const
const scale = { type: 'normal', mean: 1, deviation: 0.02 } as const
const zeros = { type: 'constant', value: 0 } as const

/** Layers one after the other. */
function chain(source: 'latent' | 'image', layers: readonly LayerSpec[]): NetworkSpec {
  const nodes: NetworkSpec['layers'] = [
    { name: 'layer0', inputs: [], layer: { type: 'input', source } },
    ...layers.map((layer, i) => ({ name: `layer${i + 1}`, inputs: [`layer${i}`], layer })),
  ]
  return { layers: nodes, output: `layer${layers.length}` }
}

const kernel = (filters: number, stride: number, padding: number, bias: boolean) => ({
  filters,
  kernel: 4,
  stride,
  padding,
  bias,
  initialiser: weights,
  biasInitialiser: zeros,
})
const up = (filters: number, stride: number, padding: number, bias = false): LayerSpec => ({
  type: 'conv2d-transpose',
  ...kernel(filters, stride, padding, bias),
})
const down = (filters: number, stride: number, padding: number, bias = false): LayerSpec => ({
  type: 'conv2d',
  ...kernel(filters, stride, padding, bias),
})
const normalise: LayerSpec = { type: 'batch-normalisation', momentum: 0.1, epsilon: 1e-5, scaleInitialiser: scale }
const relu: LayerSpec = { type: 'activation', function: { name: 'relu' } }
const leaky: LayerSpec = { type: 'activation', function: { name: 'leaky-relu', slope: 0.2 } }

/** The all-convolutional DCGAN of 64×64×3 images with `f` features. */
function dcgan(base: RunConfig, f: number, batchSize: number): RunConfig {
  return {
    ...base,
    batchSize,
    architecture: {
      ...base.architecture,
      image: { height: 64, width: 64, channels: 3 },
      networks: {
        generator: chain('latent', [
          { type: 'reshape', shape: [1, 1, 100] },
          up(16 * f, 1, 0),
          normalise,
          relu,
          ...[8, 4, 2].flatMap((n) => [up(n * f, 2, 1), normalise, relu]),
          up(3, 2, 1, true),
          { type: 'activation', function: { name: 'tanh' } },
        ]),
        discriminator: chain('image', [
          down(f, 2, 1, true),
          leaky,
          ...[2, 4, 8].flatMap((n) => [down(n * f, 2, 1), normalise, leaky]),
          down(1, 2, 0, true),
          { type: 'flatten' },
        ]),
      },
    },
  }
}

/** What is measured, by name. `root` is the folder of the project. */
export function modelsOf(root: string): Readonly<Record<string, Model>> {
  const mlpWide = presetConfig(root, 'mlp-wide')
  const dcgan28 = presetConfig(root, 'dcgan-28')
  return {
    'mlp-wide': { title: 'mlp-wide, batch 32', torch: 'mlp', config: mlpWide },
    'mlp-wide-64': { title: 'mlp-wide, batch 64', torch: 'mlp', config: { ...mlpWide, batchSize: 64 } },
    'dcgan-28': { title: 'dcgan-28, batch 64', torch: 'dcgan28', config: dcgan28 },
    dcgan: { title: 'dcgan 64×64, f = 64, batch 32', torch: 'dcgan64', config: dcgan(dcgan28, 64, 32) },
  }
}
