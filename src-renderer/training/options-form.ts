import { type PenaltyType, penalties } from '@shared/objectives/objective'
import { type Schedule, schedules } from '@shared/optimisers/schedule'
import type { RunConfig } from '@shared/runs/config'

/** A number field; null while it is empty. */
type Entry = number | null

/** The settings of training that most runs leave off, as they are edited; an empty limit or decay means that it is off. */
export interface OptionsForm {
  penalty: { type: PenaltyType; weight: Entry }
  labelSmoothing: Entry
  instanceNoise: { deviation: Entry; fade: Entry }
  pixelTerm: Entry
  augmentation: RunConfig['augmentation']
  fakeBatch: RunConfig['fakeBatch']
  imagePool: Entry
  schedule: { type: Schedule['type']; from: Entry; final: Entry; warmUp: Entry }
  gradientClipping: Entry
  weightClipping: Entry
  average: { decay: Entry; samples: boolean }
}

/** The form that stands for the settings of a config. */
export function optionsForm(config: RunConfig): OptionsForm {
  const { penalty, instanceNoise, generatorAverage } = config
  const { warmUp, shape } = config.learningRateSchedule
  return {
    penalty: { type: penalty.type, weight: penalty.type === 'none' ? 10 : penalty.weight },
    labelSmoothing: config.labelSmoothing,
    instanceNoise: { ...instanceNoise },
    pixelTerm: config.pixelTerm,
    augmentation: { ...config.augmentation, differentiable: [...config.augmentation.differentiable] },
    fakeBatch: config.fakeBatch,
    imagePool: config.imagePool,
    schedule: {
      type: shape.type,
      from: shape.type === 'linear' ? shape.from : schedules.linear.defaults.from,
      final: shape.type === 'constant' ? schedules.linear.defaults.final : shape.final,
      warmUp,
    },
    gradientClipping: config.gradientClipping,
    weightClipping: config.weightClipping,
    average: { decay: generatorAverage?.decay ?? null, samples: generatorAverage?.samples ?? true },
  }
}

function shapeOf({ type, from, final }: OptionsForm['schedule']) {
  switch (type) {
    case 'constant':
      return { type }
    case 'linear':
      return { type, from, final }
    case 'cosine':
      return { type, final }
  }
}

/** The settings that a form stands for; a field that must not be empty may be null. */
export function optionsOf(form: OptionsForm): Record<string, unknown> {
  const { penalty, schedule, average, instanceNoise } = form
  return {
    penalty: penalty.type === 'none' ? penalties.none.defaults : { ...penalty },
    labelSmoothing: form.labelSmoothing,
    instanceNoise: { ...instanceNoise },
    pixelTerm: form.pixelTerm,
    augmentation: form.augmentation,
    fakeBatch: form.fakeBatch,
    imagePool: form.imagePool,
    learningRateSchedule: { warmUp: schedule.warmUp, shape: shapeOf(schedule) },
    gradientClipping: form.gradientClipping,
    weightClipping: form.weightClipping,
    generatorAverage: average.decay === null ? null : { ...average },
  }
}

/** The paths that have a field among these settings. */
export const optionPaths = [
  'penalty',
  'labelSmoothing',
  'instanceNoise',
  'pixelTerm',
  'augmentation',
  'fakeBatch',
  'imagePool',
  'learningRateSchedule',
  'gradientClipping',
  'weightClipping',
  'generatorAverage',
] as const
