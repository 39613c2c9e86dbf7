import type { LayerNode } from '@shared/architecture/spec'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { plainTraining } from '@shared/runs/plain-training'
import type { Run } from '@shared/runs/run'

const dense = (name: string, from: string, units: number): LayerNode => ({
  name,
  inputs: [from],
  layer: {
    type: 'dense',
    units,
    bias: true,
    initialiser: { type: 'uniform-fan-in' },
    biasInitialiser: { type: 'uniform-fan-in' },
  },
})

const adam = { type: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

/** A small config that can be trained, for tests of what shows it. */
export const quickConfig: AdversarialConfig = {
  family: 'adversarial',
  version: 3,
  dataset: { id: 'mnist', split: 'train' },
  architecture: {
    family: 'adversarial',
    version: 2,
    name: 'Small perceptrons',
    image: { height: 28, width: 28, channels: 1 },
    latent: { size: 20, prior: 'uniform' },
    networks: {
      generator: {
        layers: [
          { name: 'latent', inputs: [], layer: { type: 'input', source: 'latent' } },
          dense('hidden', 'latent', 100),
          dense('pixels', 'hidden', 784),
          { name: 'tanh', inputs: ['pixels'], layer: { type: 'activation', function: { name: 'tanh' } } },
          { name: 'image', inputs: ['tanh'], layer: { type: 'reshape', shape: [28, 28, 1] } },
        ],
        output: 'image',
      },
      discriminator: {
        layers: [
          { name: 'image', inputs: [], layer: { type: 'input', source: 'image' } },
          { name: 'flatten', inputs: ['image'], layer: { type: 'flatten' } },
          dense('hidden', 'flatten', 100),
          dense('score', 'hidden', 1),
        ],
        output: 'score',
      },
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

/** A run of it that has made no step yet. */
export const quickRun: Run = {
  id: 'run-1',
  project: 'first',
  number: 1,
  name: 'Run 1',
  preset: 'mlp-small',
  dataset: 'mnist',
  origin: null,
  status: { state: 'running' },
  progress: { step: 0, steps: 100, stepsPerEpoch: 10, epoch: 0, epochs: 10, imagesPerSecond: null, secondsLeft: null },
  engine: 'compiled-cpu',
  created: 0,
  updated: 0,
  trainingSeconds: 0,
  latestSample: null,
  family: 'adversarial',
  tags: [],
  archived: false,
  queuePlace: null,
  notes: '',
  openAlerts: 0,
  config: quickConfig,
  parameters: { generator: 1, discriminator: 1 },
  epochs: [],
  samples: [],
  checkpoints: [],
  measuredValues: [],
  alerts: [],
  changes: [],
  robustness: [],
  starts: [],
  log: [],
}
