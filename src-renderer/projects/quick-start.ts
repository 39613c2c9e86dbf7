import { StudioError } from '@shared/contract/errors'
import type { RunSummary } from '@shared/runs/run'
import { api } from '../client/api'
import { useRuns } from '../runs/store'
import { useProjects } from './store'

/** The preset of the first run: digits that a person recognises after two epochs. */
const PRESET = 'dcgan-28'

/** Trains the quick-start preset as it stands, in the open project. */
export async function quickStart(): Promise<RunSummary> {
  const presets = await api.studio.presets()
  const preset = presets.find(({ id }) => id === PRESET)
  if (!preset) {
    throw new StudioError('UNKNOWN_PRESET', `The preset ${PRESET} is not there.`, {
      safe: 'Nothing was started.',
      next: 'Set up a run on the Train screen.',
    })
  }
  const project = await useProjects().ensureCurrent()
  return useRuns().start({ project, name: null, preset: preset.id, config: preset.config })
}
