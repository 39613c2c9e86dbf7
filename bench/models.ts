import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunConfig } from '../src-shared/runs/config'
import { StoredConfig } from '../src-shared/runs/config'

/** A system that is measured. `torch` is its name in gan_step_pytorch.py. */
export interface Model {
  readonly title: string
  readonly torch: string
  readonly config: RunConfig
}

/** A preset's config with a batch of that size. */
function presetConfig(root: string, id: string, batchSize: number): RunConfig {
  const preset = JSON.parse(readFileSync(join(root, 'resources', 'presets', `${id}.json`), 'utf8'))
  return { ...StoredConfig.parse(preset.config), batchSize }
}

/** What is measured, by name. `root` is the folder of the project. */
export function modelsOf(root: string): Readonly<Record<string, Model>> {
  return {
    'mlp-wide': { title: 'mlp-wide, batch 32', torch: 'mlp', config: presetConfig(root, 'mlp-wide', 32) },
    'mlp-wide-64': { title: 'mlp-wide, batch 64', torch: 'mlp', config: presetConfig(root, 'mlp-wide', 64) },
    'dcgan-28': { title: 'dcgan-28, batch 64', torch: 'dcgan28', config: presetConfig(root, 'dcgan-28', 64) },
    dcgan: { title: 'dcgan 64×64, f = 64, batch 32', torch: 'dcgan64', config: presetConfig(root, 'dcgan', 32) },
  }
}

/** Those that are measured where none are named: the ones that the engines' targets are about. */
export const usualModels: readonly string[] = ['mlp-wide', 'dcgan-28', 'dcgan']
