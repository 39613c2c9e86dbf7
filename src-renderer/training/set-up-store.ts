import type { ArchitectureSpec } from '@shared/architecture/spec'
import { type Problem, type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import { suggestFor } from '@shared/presets/for-dataset'
import { nearestPreset } from '@shared/presets/nearest-preset'
import type { Preset } from '@shared/presets/preset'
import type { RunConfig } from '@shared/runs/config'
import type { RunSummary } from '@shared/runs/run'
import { withArchitecture } from '@shared/runs/with-architecture'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '../client/api'
import { useProjects } from '../projects/store'
import { useRuns } from '../runs/store'
import { useLoad } from '../ui/load'
import { checkForm, fitsArchitecture, formOf, formOfPreset, type TrainForm, withDataset } from './form'

/** The preset that a first run is set up with. */
const QUICK_START = 'dcgan-28'

/** What the set-up is chosen from. */
export interface Choices {
  readonly presets: readonly Preset[]
  readonly datasets: readonly Dataset[]
}

type Starting =
  | { readonly type: 'idle' }
  | { readonly type: 'starting' }
  | { readonly type: 'refused'; readonly failure: StoredFailure }

/** The set-up of the next run. It outlives the screen, so that nothing that was typed is lost on the way. */
export const useSetUp = defineStore('set-up', () => {
  const projects = useProjects()
  const runs = useRuns()
  const choices = useLoad<Choices>(async (signal) => {
    const [presets, datasets] = await Promise.all([
      api.studio.presets(undefined, { signal }),
      api.datasets.list(undefined, { signal }),
    ])
    const first = presets.find(({ id }) => id === QUICK_START) ?? presets[0]
    if (!form.value && first) form.value = formOfPreset(first, undefined)
    return { presets, datasets }
  })
  /** An architecture that was chosen before there was a set-up. */
  const waiting = shallowRef<ArchitectureSpec>()
  const doctor = useLoad((signal) => api.studio.doctor(undefined, { signal }))
  const form = ref<TrainForm>()
  const starting = shallowRef<Starting>({ type: 'idle' })

  const presets = computed(() => (choices.load.value.state === 'ready' ? choices.load.value.value.presets : []))
  const datasets = computed(() => (choices.load.value.state === 'ready' ? choices.load.value.value.datasets : []))
  const engines = computed(() => (doctor.load.value.state === 'ready' ? doctor.load.value.value.engines : []))
  const checked = computed(() => form.value && checkForm(form.value, datasets.value, engines.value))
  /** What is wrong: found here, or by main when it refused the last start. */
  const problems = computed<readonly Problem[]>(() => {
    if (checked.value?.type === 'wrong') return checked.value.problems
    return starting.value.type === 'refused' ? (starting.value.failure.problems ?? []) : []
  })
  const preset = computed(() => presets.value.find(({ id }) => id === form.value?.preset))
  const dataset = computed(() => datasets.value.find(({ id }) => id === form.value?.dataset))

  watch([waiting, () => datasets.value.length, form], ([architecture]) => {
    if (!architecture || !form.value || datasets.value.length === 0) return
    waiting.value = undefined
    takeArchitecture(architecture)
  })

  function choosePreset(id: string, wanted?: Dataset): void {
    const chosen = presets.value.find((one) => one.id === id)
    if (!chosen) return
    form.value = formOfPreset(chosen, wanted)
    starting.value = { type: 'idle' }
  }

  function chooseDataset(id: string): void {
    const chosen = datasets.value.find((one) => one.id === id)
    if (chosen && form.value) withDataset(form.value, chosen)
  }

  /** Sets up a run that can be trained on a dataset as it is. */
  function beginWith(chosen: Dataset): void {
    const suggestion = suggestFor(presets.value, chosen)
    if (suggestion) takeOver(suggestion.config, suggestion.preset)
    else chooseDataset(chosen.id)
  }

  /** Sets up a run like one that was there. */
  function takeOver(config: RunConfig, from: string | null): void {
    form.value = formOf(config, from)
    starting.value = { type: 'idle' }
  }

  /** Sets up a run of an architecture with the settings that are there, on a dataset that fits if there is one. */
  function takeArchitecture(architecture: ArchitectureSpec): void {
    if (!form.value) {
      waiting.value = architecture
      return
    }
    const base = withArchitecture(form.value.base, architecture)
    if (base !== undefined) form.value.base = base
    else {
      // Another family has other settings: those of the preset that it is most like.
      const preset = nearestPreset(presets.value, architecture)
      const other = preset && withArchitecture(preset.config, architecture)
      if (other === undefined) return
      form.value = formOf(other, null)
    }
    form.value.preset = null
    const fitting = datasets.value.find((one) => fitsArchitecture(one, architecture))
    const now = datasets.value.find(({ id }) => id === form.value?.dataset)
    if (fitting && !(now && fitsArchitecture(now, architecture))) withDataset(form.value, fitting)
    starting.value = { type: 'idle' }
  }

  /** Creates and starts a run in the open project. Undefined where that failed; `starting` says why. */
  async function launch(config: RunConfig, from: string | null): Promise<RunSummary | undefined> {
    starting.value = { type: 'starting' }
    try {
      const run = await runs.start({ project: await projects.ensureCurrent(), name: null, preset: from, config })
      starting.value = { type: 'idle' }
      return run
    } catch (error) {
      starting.value = { type: 'refused', failure: toStoredFailure(error) }
      return undefined
    }
  }

  /** Starts the run that is set up. */
  async function start(): Promise<RunSummary | undefined> {
    return checked.value?.type === 'ready' ? launch(checked.value.config, form.value?.preset ?? null) : undefined
  }

  /** Starts the quick-start preset as it is. */
  async function quickStart(): Promise<RunSummary | undefined> {
    const chosen = presets.value.find(({ id }) => id === QUICK_START) ?? presets.value[0]
    return chosen && launch(chosen.config, chosen.id)
  }

  return {
    choices: choices.load,
    reload: choices.reload,
    form,
    starting,
    presets,
    datasets,
    engines,
    checked,
    problems,
    preset,
    dataset,
    choosePreset,
    chooseDataset,
    beginWith,
    takeOver,
    takeArchitecture,
    start,
    quickStart,
  }
})
