import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Preset } from '@shared/presets/preset'
import type { RunConfig } from '@shared/runs/config'
import type { Progress } from '@shared/runs/run'
import { resourcesFolder } from '../../src-main/resources'
import type { NewRun } from '../../src-main/store/runs'

/** Folder of the bundled datasets. */
export const bundlesFolder = join(resourcesFolder(), 'datasets')

/** The config of a preset. */
export function presetConfig(id: string): RunConfig {
  return Preset.parse(JSON.parse(readFileSync(join(resourcesFolder(), 'presets', `${id}.json`), 'utf8'))).config
}

/** The progress of a run that has not begun. */
export const noProgress: Progress = {
  step: 0,
  steps: 100,
  stepsPerEpoch: 10,
  epoch: 0,
  epochs: 10,
  imagesPerSecond: null,
  secondsLeft: null,
}

/** A run to be recorded in a project. */
export function newRun(project: string, change: Partial<NewRun> = {}): NewRun {
  return {
    project,
    name: null,
    preset: 'mlp-small',
    config: presetConfig('mlp-small'),
    parameters: { generator: 2, discriminator: 3 },
    progress: noProgress,
    ...change,
  }
}
