import type { RunConfig } from '../../src-shared/runs/config'
import { adversarialConfig } from './adversarial'
import { narrow } from './narrow'
import { presetConfig } from './studio-records'
import { sigmoidDecoder, tinyAutoencoder } from './tiny-autoencoder'
import { tinyConfig } from './tiny-run'

function narrowed(preset: string, factor: number): RunConfig {
  const { architecture, objective } = adversarialConfig(presetConfig(preset))
  return { ...tinyConfig, objective, architecture: narrow(architecture, factor) }
}

/** Untrained runs with a generator of each kind, and the class that it draws where it takes any. */
export const exportedGenerators: Readonly<
  Record<string, { readonly config: RunConfig; readonly label: number | null }>
> = {
  dense: { config: tinyConfig, label: null },
  convolutional: { config: narrowed('dcgan-28', 8), label: null },
  conditional: { config: narrowed('cgan', 8), label: 7 },
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
  },
}

/** Latents that each draws. */
export const exportedLatents = ['seed:0', 'plane:7.25,1.5', 'circle:1,2,0.25', 'seed:5/psi:0.7'] as const
