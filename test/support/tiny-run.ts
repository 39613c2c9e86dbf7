import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LayerSpec } from '../../src-shared/architecture/layers/registry'
import type { NetworkSpec } from '../../src-shared/architecture/spec'
import type { PackedImages, TrainRequest } from '../../src-shared/contract/trainer'
import { stream } from '../../src-shared/random/generator'
import type { AdversarialConfig } from '../../src-shared/runs/adversarial-config'
import type { PlannedChange } from '../../src-shared/runs/change'
import { plainTraining } from '../../src-shared/runs/plain-training'

const adam = { type: 'adam', learningRate: 0.002, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 } as const

const uniform = { type: 'uniform-fan-in' } as const

const dense = (units: number): LayerSpec => ({
  type: 'dense',
  units,
  bias: true,
  initialiser: uniform,
  biasInitialiser: uniform,
})

const generator: NetworkSpec = {
  layers: [
    { name: 'z', inputs: [], layer: { type: 'input', source: 'latent' } },
    { name: 'hidden', inputs: ['z'], layer: dense(12) },
    {
      name: 'rectify',
      inputs: ['hidden'],
      layer: { type: 'activation', function: { name: 'leaky-relu', slope: 0.2 } },
    },
    { name: 'pixels', inputs: ['rectify'], layer: dense(16) },
    { name: 'squash', inputs: ['pixels'], layer: { type: 'activation', function: { name: 'tanh' } } },
    { name: 'image', inputs: ['squash'], layer: { type: 'reshape', shape: [4, 4, 1] } },
  ],
  output: 'image',
}

const discriminator: NetworkSpec = {
  layers: [
    { name: 'image', inputs: [], layer: { type: 'input', source: 'image' } },
    { name: 'flat', inputs: ['image'], layer: { type: 'flatten' } },
    { name: 'hidden', inputs: ['flat'], layer: dense(10) },
    {
      name: 'rectify',
      inputs: ['hidden'],
      layer: { type: 'activation', function: { name: 'leaky-relu', slope: 0.2 } },
    },
    { name: 'drop', inputs: ['rectify'], layer: { type: 'dropout', rate: 0.3 } },
    { name: 'logit', inputs: ['drop'], layer: dense(1) },
  ],
  output: 'logit',
}

/** A run of a small MLP with dropout on 4×4 images: 6 steps an epoch over {@link tinyImages}, 20 steps. */
export const tinyConfig: AdversarialConfig = {
  family: 'adversarial',
  version: 3,
  dataset: { id: 'tiny', split: 'train' },
  architecture: {
    family: 'adversarial',
    version: 2,
    name: 'Tiny',
    image: { height: 4, width: 4, channels: 1 },
    latent: { size: 3, prior: 'normal' },
    networks: { generator, discriminator },
  },
  objective: { type: 'non-saturating' },
  discriminatorBatch: 'separate',
  optimisers: { generator: adam, discriminator: adam },
  ...plainTraining,
  batchSize: 8,
  duration: { unit: 'steps', count: 20 },
  discriminatorSteps: 1,
  samples: { count: 4, cadence: { unit: 'steps', every: 5 } },
  checkpoints: { cadence: { unit: 'steps', every: 4 }, keep: 2 },
  seed: 7,
  engine: 'reference',
}

/** 50 images of stripes and noise in a packed file in `folder`. */
export function tinyImages(folder: string): PackedImages {
  const file = join(folder, 'images.u8')
  const noise = stream(1, 'tiny-images')
  writeFileSync(
    file,
    Uint8Array.from({ length: 50 * 16 }, (_, i) => ((i >> 1) & 1) * 200 + noise.below(50)),
  )
  return { file, count: 50, image: { height: 4, width: 4, channels: 1 } }
}

/** The request for a run in `folder` from its start, or from a checkpoint. */
export function tinyRequest(
  folder: string,
  changes: Partial<AdversarialConfig> = {},
  checkpoint: string | null = null,
  planned: readonly PlannedChange[] = [],
): TrainRequest {
  return {
    run: 'tiny-run',
    directory: folder,
    config: { ...tinyConfig, ...changes },
    changes: [...planned],
    images: tinyImages(folder),
    heldOut: null,
    checkpoint,
    origin: null,
    engine: null,
    lastEngine: null,
  }
}
