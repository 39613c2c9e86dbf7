import { CheckpointChoice } from '@shared/contract/measures'
import { MeasureName, measureNames } from '@shared/measures/measure'
import { FeatureRange } from '@shared/measures/measured-value'
import { InvalidArgumentError } from 'commander'

/** Measures, separated by commas; each once. */
export function measureList(text: string): MeasureName[] {
  const parsed = MeasureName.array()
    .min(1)
    .safeParse(text.split(',').map((name) => name.trim()))
  if (parsed.success) return [...new Set(parsed.data)]
  throw new InvalidArgumentError(`The measures are ${measureNames.join(', ')}.`)
}

/** `newest`, `best`, `all`, or a step. */
export function checkpointChoice(text: string): CheckpointChoice {
  const parsed = CheckpointChoice.safeParse(/^\d{1,16}$/.test(text) ? Number(text) : text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('It must be newest, best, all, or a step.')
}

/** What a person's network takes pixels as. */
export function featureRange(text: string): FeatureRange {
  const parsed = FeatureRange.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(`It must be one of ${FeatureRange.options.join(', ')}.`)
}
