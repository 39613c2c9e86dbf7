import { z } from 'zod'
import { type Problem, StudioError } from '../contract/errors'
import { Timestamp } from '../contract/id'
import { batchesPerStep } from '../families/registry'
import { LearningRate } from '../optimisers/optimiser'
import { AdversarialConfig } from './adversarial-config'
import { Cadence } from './common-config'
import { configProblems, type RunConfig, runLength } from './config'
import { configDifferences } from './difference'
import { firstStretch, nextStretch, type Stretch } from './stretch'

/** A setting that may change while a run trains, by its path in the config, with its new value. */
export const ChangedSetting = z.discriminatedUnion('setting', [
  z.strictObject({ setting: z.literal('optimisers.generator.learningRate'), value: LearningRate }),
  z.strictObject({ setting: z.literal('optimisers.discriminator.learningRate'), value: LearningRate }),
  z.strictObject({ setting: z.literal('optimisers.autoencoder.learningRate'), value: LearningRate }),
  z.strictObject({ setting: z.literal('optimisers.classifier.learningRate'), value: LearningRate }),
  z.strictObject({ setting: z.literal('optimisers.generators.learningRate'), value: LearningRate }),
  z.strictObject({ setting: z.literal('optimisers.discriminators.learningRate'), value: LearningRate }),
  z.strictObject({ setting: z.literal('discriminatorSteps'), value: AdversarialConfig.shape.discriminatorSteps }),
  z.strictObject({ setting: z.literal('samples.cadence'), value: Cadence }),
  z.strictObject({ setting: z.literal('checkpoints.cadence'), value: Cadence }),
  z.strictObject({ setting: z.literal('measures.cadence'), value: Cadence }),
])
export type ChangedSetting = z.infer<typeof ChangedSetting>
/** Paths of the settings that may change while a run trains. */
export type ChangeableSetting = ChangedSetting['setting']

/** A change with its place in the run: it is in force from the step after `step` completed ones on. */
export const PlannedChange = z.object({ step: z.int().nonnegative(), change: ChangedSetting })
export type PlannedChange = z.infer<typeof PlannedChange>

/** A change as a run keeps it; `at` is when it was made or planned. */
export const RunChange = PlannedChange.extend({ at: Timestamp })
export type RunChange = z.infer<typeof RunChange>

/** What each of the settings is called. */
export const changeableTitles: { readonly [K in ChangeableSetting]: string } = {
  'optimisers.generator.learningRate': 'Learning rate of G',
  'optimisers.discriminator.learningRate': 'Learning rate of D',
  'optimisers.autoencoder.learningRate': 'Learning rate',
  'optimisers.classifier.learningRate': 'Learning rate',
  'optimisers.generators.learningRate': 'Learning rate of G, F',
  'optimisers.discriminators.learningRate': 'Learning rate of D',
  discriminatorSteps: 'D steps for one of G',
  'samples.cadence': 'Samples',
  'checkpoints.cadence': 'Checkpoints',
  'measures.cadence': 'Measures',
}

const withAdversarialChange = (config: AdversarialConfig, { setting, value }: ChangedSetting): AdversarialConfig => {
  const { generator, discriminator } = config.optimisers
  switch (setting) {
    case 'optimisers.generator.learningRate':
      return { ...config, optimisers: { discriminator, generator: { ...generator, learningRate: value } } }
    case 'optimisers.discriminator.learningRate':
      return { ...config, optimisers: { generator, discriminator: { ...discriminator, learningRate: value } } }
    case 'discriminatorSteps':
      return { ...config, discriminatorSteps: value }
    default:
      return config
  }
}

/** A config with one setting changed. Settings of another family, and the cadence of measures that are not planned, are left alone. */
export function withChange(config: RunConfig, changed: ChangedSetting): RunConfig {
  const { setting, value } = changed
  switch (setting) {
    case 'optimisers.generator.learningRate':
    case 'optimisers.discriminator.learningRate':
    case 'discriminatorSteps':
      return config.family === 'adversarial' ? withAdversarialChange(config, changed) : config
    case 'optimisers.autoencoder.learningRate': {
      if (config.family !== 'autoencoder' && config.family !== 'variational') return config
      const { autoencoder } = config.optimisers
      return { ...config, optimisers: { autoencoder: { ...autoencoder, learningRate: value } } }
    }
    case 'optimisers.generators.learningRate': {
      if (config.family !== 'cyclegan') return config
      const { generators, discriminators } = config.optimisers
      return { ...config, optimisers: { discriminators, generators: { ...generators, learningRate: value } } }
    }
    case 'optimisers.discriminators.learningRate': {
      if (config.family !== 'cyclegan') return config
      const { generators, discriminators } = config.optimisers
      return { ...config, optimisers: { generators, discriminators: { ...discriminators, learningRate: value } } }
    }
    case 'optimisers.classifier.learningRate': {
      if (config.family !== 'classifier') return config
      const { classifier } = config.optimisers
      return { ...config, optimisers: { classifier: { ...classifier, learningRate: value } } }
    }
    case 'samples.cadence':
      return { ...config, samples: { ...config.samples, cadence: value } }
    case 'checkpoints.cadence':
      return { ...config, checkpoints: { ...config.checkpoints, cadence: value } }
    case 'measures.cadence':
      return config.measures === undefined ? config : { ...config, measures: { ...config.measures, cadence: value } }
  }
}

/** The changeable settings that belong to each family alone. */
function ownChangeableOf(config: RunConfig): ChangedSetting[] {
  switch (config.family) {
    case 'adversarial': {
      const { generator, discriminator } = config.optimisers
      return [
        { setting: 'optimisers.generator.learningRate', value: generator.learningRate },
        { setting: 'optimisers.discriminator.learningRate', value: discriminator.learningRate },
        { setting: 'discriminatorSteps', value: config.discriminatorSteps },
      ]
    }
    case 'cyclegan': {
      const { generators, discriminators } = config.optimisers
      return [
        { setting: 'optimisers.generators.learningRate', value: generators.learningRate },
        { setting: 'optimisers.discriminators.learningRate', value: discriminators.learningRate },
      ]
    }
    case 'classifier':
      return [{ setting: 'optimisers.classifier.learningRate', value: config.optimisers.classifier.learningRate }]
    case 'autoencoder':
    case 'variational':
      return [{ setting: 'optimisers.autoencoder.learningRate', value: config.optimisers.autoencoder.learningRate }]
  }
}

/** Every changeable setting with its value in a config, in the order in which they are shown. */
export function changeableOf(config: RunConfig): ChangedSetting[] {
  const { measures } = config
  return [
    ...ownChangeableOf(config),
    { setting: 'samples.cadence', value: config.samples.cadence },
    { setting: 'checkpoints.cadence', value: config.checkpoints.cadence },
    ...(measures === undefined ? [] : [{ setting: 'measures.cadence' as const, value: measures.cadence }]),
  ]
}

/** A value as it is written in logs: `0.0002`, `every 50 steps`. */
export function changeValueText({ value }: ChangedSetting): string {
  if (typeof value === 'number') return `${value}`
  return value.every === 1 ? `every ${value.unit.slice(0, -1)}` : `every ${value.every} ${value.unit}`
}

/** Whether two changes set the same to the same. */
export const sameSetting = (one: ChangedSetting, other: ChangedSetting): boolean =>
  one.setting === other.setting && changeValueText(one) === changeValueText(other)

/** Whether a config already has what a change sets. */
export const isInForce = (config: RunConfig, change: ChangedSetting): boolean =>
  changeableOf(config).some((present) => sameSetting(present, change))

/** The config in force for the step after `step` completed ones. */
export const configAt = (config: RunConfig, changes: readonly PlannedChange[], step: number): RunConfig =>
  changes.reduce((changed, planned) => (planned.step <= step ? withChange(changed, planned.change) : changed), config)

/**
 * A run's changes with one more, in the order of their steps: it takes the place of those of the same setting at its step and after
 * it, so that what a person set last holds.
 */
export function withRunChange<T extends PlannedChange>(changes: readonly T[], added: T): T[] {
  const left = changes.filter(({ step, change }) => step < added.step || change.setting !== added.change.setting)
  const end = left.findLastIndex(({ step }) => step <= added.step) + 1
  return [...left.slice(0, end), added, ...left.slice(end)]
}

/** The stretch that a run over `count` images is in after `step` completed steps. */
export const stretchAt = (config: RunConfig, changes: readonly PlannedChange[], count: number, step: number): Stretch =>
  changes.reduce(
    (stretch, { step: at, change }) => {
      const turns = at <= step && change.setting === 'discriminatorSteps' && change.value !== stretch.batchesPerStep
      return turns ? nextStretch(stretch, at, change.value).stretch : stretch
    },
    firstStretch({ batchSize: config.batchSize, batchesPerStep: batchesPerStep(config) }, count),
  )

/** What changes between two configs; `fixed` are the paths of differences that a running run cannot have. */
export function changesBetween(
  before: RunConfig,
  after: RunConfig,
): { readonly changes: ChangedSetting[]; readonly fixed: string[] } {
  const changes = changeableOf(after).filter((change) => !isInForce(before, change))
  const changed = changes.reduce(withChange, before)
  return { changes, fixed: configDifferences([changed, after]).map(({ path }) => path) }
}

/** What is wrong with changes of a config in force, for a run over `count` images. */
export function changeProblems(config: RunConfig, changes: readonly ChangedSetting[], count: number): Problem[] {
  const changed = changes.reduce(withChange, config)
  const problems = configProblems(changed)
  if (runLength(changed, count).stepsPerEpoch === 0) {
    const most = Math.floor(count / config.batchSize)
    problems.push({
      path: 'discriminatorSteps',
      message: `must be at most ${most}: a step takes that many batches of ${config.batchSize} images, and the dataset has ${count}`,
    })
  }
  const has = new Set<ChangeableSetting>(changeableOf(config).map(({ setting }) => setting))
  for (const { setting } of changes) {
    if (has.has(setting)) continue
    const why = setting === 'measures.cadence' ? 'the run was started without measures' : 'the run has no such setting'
    problems.push({ path: setting, message: `cannot be changed: ${why}` })
  }
  return problems
}

/** The error for changes with problems. */
export function cannotChange(problems: readonly Problem[]): StudioError {
  const [first] = problems
  const what = first === undefined ? '' : `: ${first.path} ${first.message}`
  return new StudioError('INVALID_CONFIG', `The run cannot be changed so${what}`, {
    safe: 'Nothing was changed; the run goes on as it was.',
    next: 'Correct what is listed and try again.',
    problems: [...problems],
  })
}
