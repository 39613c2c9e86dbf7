import { type Schedule, schedules } from '@shared/optimisers/schedule'
import type { RunConfig } from '@shared/runs/config'

/** A number field; null while it is empty. */
export type Entry = number | null

/** The settings of training that most runs of any family leave off; an empty limit means that there is none. */
export interface OptionsForm {
  schedule: { type: Schedule['type']; from: Entry; final: Entry; warmUp: Entry }
  gradientClipping: Entry
}

/** The form that stands for the settings of a config. */
export function optionsForm({ learningRateSchedule, gradientClipping }: RunConfig): OptionsForm {
  const { warmUp, shape } = learningRateSchedule
  return {
    schedule: {
      type: shape.type,
      from: shape.type === 'linear' ? shape.from : schedules.linear.defaults.from,
      final: shape.type === 'constant' ? schedules.linear.defaults.final : shape.final,
      warmUp,
    },
    gradientClipping,
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
export const optionsOf = ({ schedule, gradientClipping }: OptionsForm): Record<string, unknown> => ({
  learningRateSchedule: { warmUp: schedule.warmUp, shape: shapeOf(schedule) },
  gradientClipping,
})

/** The paths that have a field among these settings. */
export const optionPaths = ['learningRateSchedule', 'gradientClipping'] as const
