import { StudioError } from '@shared/contract/errors'
import {
  type ChangedSetting,
  changeableOf,
  changeableTitles,
  changesBetween,
  configAt,
  type PlannedChange,
  withRunChange,
} from '@shared/runs/change'
import type { RunConfig } from '@shared/runs/config'
import { changedConfig } from './train-config'

/**
 * What `path=value` settings change of a config in force while its run goes on. What they name is in it even where it is as wanted
 * already, since it may have been planned to change later.
 * @param option that they were given by
 * @throws StudioError `INVALID_CONFIG` for what is no setting, no value of it, or cannot change in a run's course
 */
export function changesOf(config: RunConfig, settings: readonly string[], option: string): ChangedSetting[] {
  const changed = changedConfig(config, settings, option)
  const { changes, fixed } = changesBetween(config, changed)
  const named = (path: string) => settings.some((text) => text.startsWith(`${path}=`) || text.startsWith(`${path}.`))
  const made = (path: string) => changes.some(({ setting }) => setting === path)
  if (fixed.length === 0) return changeableOf(changed).filter(({ setting }) => made(setting) || named(setting))
  throw new StudioError(
    'INVALID_CONFIG',
    `${option} ${settings.join(' ')}: ${fixed.join(', ')} cannot change in a run’s course`,
    {
      safe: 'Nothing was changed.',
      next: 'Start a new run with it, or change one of those that can.',
      problems: fixed.map((path) => ({ path, message: 'cannot change in a run’s course' })),
      nearest: Object.keys(changeableTitles),
    },
  )
}

/**
 * The changes that `STEP:path=value` texts plan for a run.
 * @throws StudioError `INVALID_INPUT` for what is not of that form, `INVALID_CONFIG` as `changesOf`
 */
export function plannedChanges(config: RunConfig, texts: readonly string[]): readonly PlannedChange[] {
  const wanted = texts.map((text) => {
    const [, step, setting] = /^(\d{1,10}):(.+)$/s.exec(text) ?? []
    if (step !== undefined && setting !== undefined) return { step: Number(step), setting }
    throw new StudioError('INVALID_INPUT', `--change-at ${text} is not of the form STEP:path=value`, {
      safe: 'No run was started.',
      next: 'Write it as in --change-at 500:discriminatorSteps=2.',
    })
  })
  return wanted
    .sort((a, b) => a.step - b.step)
    .reduce<readonly PlannedChange[]>((planned, { step, setting }) => {
      const changes = changesOf(configAt(config, planned, step), [setting], '--change-at')
      return changes.reduce<readonly PlannedChange[]>((list, change) => withRunChange(list, { step, change }), planned)
    }, [])
}
