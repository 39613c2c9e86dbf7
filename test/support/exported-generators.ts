import type { CheckpointContent } from '../../src-main/trainer/checkpoint/store'
import type { RunConfig } from '../../src-shared/runs/config'
import { adversarialConfig } from './adversarial'
import { narrow } from './narrow'
import { presetConfig } from './studio-records'
import { sigmoidDecoder, tinyAutoencoder } from './tiny-autoencoder'
import { tinyConfig } from './tiny-run'
import { untrained } from './untrained'

function narrowed(preset: string, factor: number): RunConfig {
  const { architecture, objective } = adversarialConfig(presetConfig(preset))
  return { ...tinyConfig, objective, architecture: narrow(architecture, factor) }
}

/** A run whose generator is exported. */
interface ExportedGenerator {
  readonly config: RunConfig
  /** The class that it draws, where it takes any. */
  readonly label: number | null
  /** Its kernels are so many times those before training: pictures of all greys come of it. */
  readonly gain: number
}

/** A generator of each kind. */
export const exportedGenerators: Readonly<Record<string, ExportedGenerator>> = {
  dense: { config: tinyConfig, label: null, gain: 1 },
  convolutional: { config: narrowed('dcgan-28', 8), label: null, gain: 8 },
  conditional: { config: narrowed('cgan', 8), label: 7, gain: 3 },
  decoder: {
    config: {
      ...tinyAutoencoder,
      architecture: {
        ...tinyAutoencoder.architecture,
        networks: { ...tinyAutoencoder.architecture.networks, decoder: sigmoidDecoder },
      },
      reconstruction: { type: 'cross-entropy' },
    },
    label: null,
    gain: 1,
  },
}

/** Latents that each draws. */
export const exportedLatents = ['seed:0', 'plane:7.25,1.5', 'circle:1,2,0.25', 'seed:5/psi:0.7'] as const

/** The checkpoint of an exported generator. */
export function exportedContent({ config, gain }: ExportedGenerator): CheckpointContent {
  const content = untrained(config)
  const state = Object.entries(content.snapshot.state).map(([name, values]) => [
    name,
    name.endsWith('/kernel') ? values.map((value) => value * gain) : values,
  ])
  return { ...content, snapshot: { ...content.snapshot, state: Object.fromEntries(state) } }
}
