import type { StoredFailure } from '@shared/contract/errors'
import { families } from '@shared/families/registry'
import type { Weights } from '@shared/latent/weights'
import type { Checkpoint, RunSummary } from '@shared/runs/run'
import { isActive } from '@shared/runs/status'
import { type ComputedRef, computed, type Ref, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useDatasets } from '../datasets/store'
import { useProjects } from '../projects/store'
import { useRuns } from '../runs/store'
import { useRunFeeds } from '../training/run-feeds'
import type { DatasetSplit } from './dataset-image'
import type { Wanted } from './generator'
import { type Translating, translatingOf } from './translating'

/** The run whose generator is explored, and what of it. */
export interface ExploredRun {
  /** Runs of the project with something to explore: a latent space, or generators that translate. */
  readonly runs: ComputedRef<readonly RunSummary[]>
  /** Of those, the ones whose generator was saved and has a latent space. */
  readonly saved: ComputedRef<readonly RunSummary[]>
  readonly run: ComputedRef<RunSummary | undefined>
  /** Whether it is not known yet what the run has, and why it cannot be known. */
  readonly loading: ComputedRef<boolean>
  readonly failure: ComputedRef<StoredFailure | undefined>
  /** Rising steps. */
  readonly checkpoints: ComputedRef<readonly Checkpoint[]>
  readonly checkpoint: ComputedRef<Checkpoint | undefined>
  /** Whether the newest checkpoint is followed. */
  readonly newest: ComputedRef<boolean>
  chooseStep(step: number): void
  /** The weights that are drawn with, or null for those that the run samples with. */
  readonly weights: Ref<Weights | null>
  /** What is to be opened; undefined while there is nothing, or nothing with a latent space. */
  readonly wanted: ComputedRef<Wanted | undefined>
  readonly classNames: ComputedRef<readonly string[]>
  /** The split that the run trains on, while it is there. */
  readonly dataset: ComputedRef<DatasetSplit | undefined>
  /** What a run of two kinds of images translates between. */
  readonly translating: ComputedRef<Translating | undefined>
}

const samples = ({ family }: RunSummary): boolean => families[family].sampler !== null
const translates = ({ family }: RunSummary): boolean => family === 'cyclegan'
/** A run that has ended saved its generator; one at work may not have yet. */
const saves = ({ progress, status }: RunSummary): boolean => progress.step > 0 && !isActive(status.state)

/** The run that the address names, or without one the first of the project that can be explored. */
export function useExploredRun(): ExploredRun {
  const route = useRoute()
  const projects = useProjects()
  const all = useRuns()
  const datasets = useDatasets()

  const runs = computed(() =>
    projects.current ? all.ofProject(projects.current.id).filter((one) => samples(one) || translates(one)) : [],
  )
  const run = computed(() => {
    const { run: wanted } = route.params
    if (typeof wanted === 'string' && wanted !== '') return all.get(wanted)
    return runs.value.find(saves) ?? runs.value[0]
  })
  const { states } = useRunFeeds(() => (run.value ? [run.value.id] : []))
  const feed = computed(() => run.value && states.value.get(run.value.id))
  const record = computed(() => (feed.value?.type === 'ready' ? feed.value.view.run : undefined))
  const failure = computed(() => (feed.value?.type === 'failed' ? feed.value.failure : undefined))
  const checkpoints = computed(() => record.value?.checkpoints ?? [])
  /** The step of a checkpoint, or null for whichever is the newest. */
  const chosen = ref<number | null>(null)
  const weights = ref<Weights | null>(null)
  watch(
    () => run.value?.id,
    () => {
      chosen.value = null
      weights.value = null
    },
  )
  const checkpoint = computed(
    () => checkpoints.value.find(({ step }) => step === chosen.value) ?? checkpoints.value.at(-1),
  )
  const classNames = computed(() => (run.value && datasets.get(run.value.dataset)?.classes) ?? [])

  return {
    runs,
    saved: computed(() => runs.value.filter((one) => saves(one) && samples(one))),
    run,
    loading: computed(
      () => all.state.state === 'loading' || (run.value !== undefined && !record.value && !failure.value),
    ),
    failure,
    checkpoints,
    checkpoint,
    newest: computed(() => chosen.value === null),
    chooseStep(step) {
      chosen.value = step === checkpoints.value.at(-1)?.step ? null : step
    },
    weights,
    wanted: computed(() =>
      run.value && samples(run.value) && checkpoint.value
        ? { run: run.value.id, checkpoint: checkpoint.value.name, weights: weights.value }
        : undefined,
    ),
    classNames,
    dataset: computed(() => {
      const choice = record.value?.config.dataset
      const split = choice && datasets.get(choice.id)?.splits.find(({ name }) => name === choice.split)
      return choice && split && { ...choice, total: split.total ?? split.count }
    }),
    translating: computed(() =>
      record.value && checkpoint.value
        ? translatingOf(record.value, checkpoint.value.name, {
            classes: classNames.value,
            datasetName: (id) => datasets.get(id)?.name ?? id,
          })
        : undefined,
    ),
  }
}
