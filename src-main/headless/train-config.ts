import { EngineWish } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import type { Preset } from '@shared/presets/preset'
import type { RunConfig } from '@shared/runs/config'
import { applySetting, parseConfig } from '@shared/runs/setting'
import { unknownName } from '../nearest'
import { invalidConfig } from '../runs/validation'

/** What a person may change of a preset on the command line. */
export interface TrainOverrides {
  readonly dataset?: string | undefined
  readonly epochs?: number | undefined
  readonly steps?: number | undefined
  readonly seed?: number | undefined
  readonly engine?: string | undefined
  /** Settings of the form `path=value`, applied in order, before the options above. */
  readonly set?: readonly string[] | undefined
}

function apply(config: unknown, setting: string, option: string): unknown {
  const result = applySetting(config, setting)
  if (result.ok) return result.value
  const { path, message } = result.problem
  throw new StudioError('INVALID_CONFIG', `${option} ${setting}: ${path} ${message}`, {
    safe: 'Nothing was changed, and no run was started.',
    next: result.nearest.length === 0 ? 'Choose a setting that exists.' : `Perhaps: ${result.nearest.join(', ')}.`,
    problems: [result.problem],
    nearest: [...result.nearest],
  })
}

/** A config with settings of the form `path=value` applied in order. @param option that they were given by @throws StudioError `INVALID_CONFIG` with every problem */
export function changedConfig(config: RunConfig, settings: readonly string[], option = '--set'): RunConfig {
  const parsed = parseConfig(settings.reduce<unknown>((changed, setting) => apply(changed, setting, option), config))
  if (!parsed.ok) throw invalidConfig(parsed.problems)
  return parsed.config
}

/** @throws StudioError `UNKNOWN_ENGINE` with the nearest names */
export function requireEngine(name: string): EngineWish {
  const wish = EngineWish.safeParse(name)
  if (wish.success) return wish.data
  throw unknownName('UNKNOWN_ENGINE', 'engine', name, EngineWish.options)
}

/** The preset's split if the dataset has one of that name, else the dataset's first. */
function choiceOf(dataset: Dataset, split: string): RunConfig['dataset'] {
  const found = dataset.splits.find(({ name }) => name === split) ?? dataset.splits[0]
  return { id: dataset.id, split: found?.name ?? split }
}

/** The duration that was asked for. @throws StudioError `INVALID_INPUT` where two were */
function durationOf({ epochs, steps }: TrainOverrides): RunConfig['duration'] | undefined {
  if (epochs !== undefined && steps !== undefined) {
    throw new StudioError('INVALID_INPUT', 'A run ends after epochs or after steps, not both', {
      safe: 'No run was started.',
      next: 'Give either --epochs or --steps.',
    })
  }
  if (epochs !== undefined) return { unit: 'epochs', count: epochs }
  return steps === undefined ? undefined : { unit: 'steps', count: steps }
}

/**
 * The config of a run: the preset's with what was changed.
 * @throws StudioError `UNKNOWN_DATASET` and `UNKNOWN_ENGINE` with the nearest names, `INVALID_CONFIG` with every problem
 */
export function trainConfig(preset: Preset, datasets: readonly Dataset[], overrides: TrainOverrides): RunConfig {
  const { dataset: wanted, seed, engine, set = [] } = overrides
  if (engine !== undefined) requireEngine(engine)
  const changed = changedConfig(preset.config, set)
  const id = wanted ?? changed.dataset.id
  const dataset = datasets.find((known) => known.id === id)
  if (dataset === undefined) {
    throw unknownName(
      'UNKNOWN_DATASET',
      'dataset',
      id,
      datasets.map((known) => known.id),
    )
  }
  const duration = durationOf(overrides)
  const complete = parseConfig({
    ...changed,
    ...(wanted === undefined ? {} : { dataset: choiceOf(dataset, changed.dataset.split) }),
    ...(duration === undefined ? {} : { duration }),
    ...(seed === undefined ? {} : { seed }),
    ...(engine === undefined ? {} : { engine }),
  })
  if (!complete.ok) throw invalidConfig(complete.problems)
  return complete.config
}
