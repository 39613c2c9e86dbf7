import { formatShape } from '@shared/architecture/layer'
import { type ArchitectureSpec, classesOf } from '@shared/architecture/spec'
import type { EngineStatus } from '@shared/compute/engine'
import type { Problem } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import { imagesPerStep } from '@shared/families/registry'
import { type Optimiser, type OptimiserType, optimisers } from '@shared/optimisers/optimiser'
import type { Preset } from '@shared/presets/preset'
import { configProblems, otherDatasetOf, RunConfig, runLength } from '@shared/runs/config'
import { plainIssues } from '@shared/runs/issues'
import { type OwnForm, type OwnPath, ownFormOf, ownPathsOf, ownSettingsOf } from './forms/families'
import { type Entry, type OptionsForm, optionPaths, optionsForm, optionsOf } from './forms/options'
import { type MeasurePlanForm, planForm, planOf } from './measures/plan-form'

/** An optimiser as it is edited: its type, and its numbers by their names. */
export interface OptimiserForm {
  type: OptimiserType
  numbers: Record<string, Entry>
}

/** The set-up of a run as it is edited. What has no field of its own stays in `base`. */
export interface TrainForm {
  preset: string | null
  base: RunConfig
  dataset: string
  split: string
  /** By the phase that each belongs to. */
  optimisers: Record<string, OptimiserForm>
  batchSize: Entry
  duration: { unit: RunConfig['duration']['unit']; count: Entry }
  samples: { count: Entry; unit: RunConfig['samples']['cadence']['unit']; every: Entry }
  seed: Entry
  engine: RunConfig['engine']
  options: OptionsForm
  measures: MeasurePlanForm
  /** What belongs to the family of the system alone. */
  own: OwnForm
}

const optimiserForm = ({ type, ...numbers }: Optimiser): OptimiserForm => ({ type, numbers })

/** The form of an optimiser type with the settings that it starts from. */
export const optimiserOfType = (type: OptimiserType): OptimiserForm => optimiserForm(optimisers[type].defaults)

/** The form that stands for a config. */
export function formOf(config: RunConfig, preset: string | null): TrainForm {
  return {
    preset,
    base: config,
    dataset: config.dataset.id,
    split: config.dataset.split,
    optimisers: Object.fromEntries(
      Object.entries<Optimiser>(config.optimisers).map(([phase, optimiser]) => [phase, optimiserForm(optimiser)]),
    ),
    batchSize: config.batchSize,
    duration: { ...config.duration },
    samples: { count: config.samples.count, ...config.samples.cadence },
    seed: config.seed,
    engine: config.engine,
    options: optionsForm(config),
    measures: planForm(config.measures),
    own: ownFormOf(config),
  }
}

/** The form of a preset with its own dataset, or with one that the person chose if it fits the preset's images. */
export function formOfPreset(preset: Preset, chosen: Dataset | undefined): TrainForm {
  const form = formOf(preset.config, preset.id)
  if (chosen && sameImage(chosen, preset.config.architecture)) withDataset(form, chosen)
  return form
}

/** Chooses a dataset and, if it lacks the split that was chosen, its first split. */
export function withDataset(form: TrainForm, dataset: Dataset): void {
  form.dataset = dataset.id
  if (!dataset.splits.some(({ name }) => name === form.split)) form.split = dataset.splits[0]?.name ?? form.split
}

function sameImage({ image }: Dataset, { image: wanted }: ArchitectureSpec): boolean {
  return image.height === wanted.height && image.width === wanted.width && image.channels === wanted.channels
}

/** Whether an architecture can be trained on a dataset: its images and, where it takes labels, its classes. */
export const fitsArchitecture = (dataset: Dataset, architecture: ArchitectureSpec): boolean =>
  sameImage(dataset, architecture) &&
  (classesOf(architecture) === undefined || dataset.classes.length === classesOf(architecture))

/** The config that a form stands for; fields that are empty are null, so it may not be valid. */
function candidateOf(form: TrainForm): unknown {
  const { measures: _, ...base } = form.base
  const measures = planOf(form.measures)
  return {
    ...base,
    ...optionsOf(form.options),
    ...ownSettingsOf(form.own),
    dataset: { id: form.dataset, split: form.split },
    optimisers: Object.fromEntries(
      Object.entries(form.optimisers).map(([phase, { type, numbers }]) => [phase, { type, ...numbers }]),
    ),
    batchSize: form.batchSize,
    duration: form.duration,
    samples: { count: form.samples.count, cadence: { unit: form.samples.unit, every: form.samples.every } },
    seed: form.seed,
    engine: form.engine,
    ...(measures === undefined ? {} : { measures }),
  }
}

/** A zod issue in the words of the form. */
function messageOf(
  issue: { readonly code: string; readonly message: string } & Readonly<Record<string, unknown>>,
): string {
  const { code, minimum, maximum, inclusive } = issue
  if (code === 'too_small') return inclusive === false ? `must be above ${minimum}` : `must be at least ${minimum}`
  if (code === 'too_big') return inclusive === false ? `must be below ${maximum}` : `must be at most ${maximum}`
  if (code === 'invalid_type' && issue['expected'] === 'string') return 'choose one'
  if (code === 'invalid_type') return issue['expected'] === 'int' ? 'must be a whole number' : 'enter a number'
  return issue.message
}

const shapeOf = ({ image }: { image: Dataset['image'] }): string =>
  formatShape([image.height, image.width, image.channels])

function datasetProblems(config: RunConfig, datasets: readonly Dataset[]): Problem[] {
  const dataset = datasets.find(({ id }) => id === config.dataset.id)
  if (!dataset) return [{ path: 'dataset.id', message: 'choose a dataset' }]
  if (dataset.state.type === 'damaged') {
    return [{ path: 'dataset.id', message: `is damaged: ${dataset.state.message}` }]
  }
  const classes = classesOf(config.architecture)
  if (classes !== undefined && dataset.classes.length !== classes) {
    const has = dataset.classes.length === 0 ? 'no labels' : `${dataset.classes.length} classes`
    return [{ path: 'dataset.id', message: `has ${has}, but these networks take labels of ${classes} classes` }]
  }
  if (!sameImage(dataset, config.architecture)) {
    const message = `has ${shapeOf(dataset)} images, but these networks make ${shapeOf(config.architecture)}`
    return [{ path: 'dataset.id', message }]
  }
  const split = dataset.splits.find(({ name }) => name === config.dataset.split)
  if (!split) return [{ path: 'dataset.split', message: 'choose a split' }]
  if (runLength(config, split.count).stepsPerEpoch > 0) return []
  const needed = imagesPerStep(config)
  return [{ path: 'batchSize', message: `one step needs ${needed} images, but the split has ${split.count}` }]
}

/** What is wrong with the second dataset of a config that has one. */
function otherDatasetProblems(config: RunConfig, datasets: readonly Dataset[]): Problem[] {
  const other = otherDatasetOf(config)
  if (other === undefined) return []
  const path = 'domains.other'
  const dataset = datasets.find(({ id }) => id === other.id)
  const split = dataset?.splits.find(({ name }) => name === other.split)
  if (!dataset || !split) return [{ path, message: 'choose a dataset' }]
  if (dataset.state.type === 'damaged') return [{ path, message: `is damaged: ${dataset.state.message}` }]
  if (!sameImage(dataset, config.architecture)) {
    return [
      { path, message: `has ${shapeOf(dataset)} images, but these networks make ${shapeOf(config.architecture)}` },
    ]
  }
  if (split.count >= config.batchSize) return []
  return [{ path, message: `has ${split.count} images, and a batch takes ${config.batchSize}` }]
}

function engineProblems(config: RunConfig, engines: readonly EngineStatus[]): Problem[] {
  const engine = engines.find(({ id }) => id === config.engine)
  return engine && !engine.available ? [{ path: 'engine', message: engine.reason }] : []
}

/** What a form comes to. */
export type CheckedForm =
  | { readonly type: 'ready'; readonly config: RunConfig; readonly stepsPerEpoch: number; readonly steps: number }
  | { readonly type: 'wrong'; readonly problems: readonly Problem[] }

/** The config of a form, or every problem with its path. */
export function checkForm(
  form: TrainForm,
  datasets: readonly Dataset[],
  engines: readonly EngineStatus[],
): CheckedForm {
  const parsed = RunConfig.safeParse(candidateOf(form))
  if (!parsed.success) {
    const problems = plainIssues(parsed.error.issues).map((issue) => ({
      path: issue.path.join('.'),
      message: messageOf({ ...issue }),
    }))
    return { type: 'wrong', problems }
  }
  const config = parsed.data
  const problems = [
    ...datasetProblems(config, datasets),
    ...otherDatasetProblems(config, datasets),
    ...configProblems(config),
    ...engineProblems(config, engines),
  ]
  if (problems.length > 0) return { type: 'wrong', problems }
  const dataset = datasets.find(({ id }) => id === config.dataset.id)
  const count = dataset?.splits.find(({ name }) => name === config.dataset.split)?.count ?? 0
  const { stepsPerEpoch, steps } = runLength(config, count)
  return { type: 'ready', config, stepsPerEpoch, steps }
}

/** The paths that have a field of their own; problems elsewhere are shown above the button. */
const fields = [
  'dataset',
  'batchSize',
  'duration',
  'samples',
  'seed',
  'engine',
  'measures.cadence',
  'measures.samples',
  ...optionPaths,
] as const
export type FieldPath = (typeof fields)[number] | OwnPath | `optimisers.${string}`

const belongsTo = (path: string, field: string): boolean => path === field || path.startsWith(`${field}.`)

/** What is wrong with a field, undefined if nothing is. */
export function fieldProblem(problems: readonly Problem[], field: FieldPath): string | undefined {
  return problems.find(({ path }) => belongsTo(path, field))?.message
}

/** The problems that belong to no field of a form. */
export function otherProblems(problems: readonly Problem[], { own }: Pick<TrainForm, 'own'>): Problem[] {
  const all = [...fields, ...ownPathsOf(own.family)]
  return problems.filter(({ path }) => !path.startsWith('optimisers.') && !all.some((field) => belongsTo(path, field)))
}
