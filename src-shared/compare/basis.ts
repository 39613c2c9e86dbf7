import type { QuantityName } from '../measures/measure'
import type { MeasuredCell } from './row'

/** How a value was measured. Values are compared only where the keys are the same; `parts` say in words what makes it up. */
export interface MeasurementBasis {
  readonly key: string
  readonly parts: Readonly<Record<string, string>>
}

/** The basis of a measured value: feature network, number of samples, dataset and split. */
export const basisOf = (
  quantity: QuantityName,
  { features, samples, dataset, split }: MeasuredCell,
): MeasurementBasis => ({
  key: [quantity, features?.id ?? 'pixels', samples, dataset, split].join(' '),
  parts: {
    'feature network': features === null ? 'pixels' : `${features.title} (${features.id.slice(0, 6)})`,
    'number of samples': `${samples}`,
    dataset,
    split,
  },
})

/** The parts in which bases differ, in words: `feature network`, `number of samples`, `dataset`, `split`. */
export function basisDifferences(bases: readonly MeasurementBasis[]): string[] {
  const names = new Set(bases.flatMap(({ parts }) => Object.keys(parts)))
  return [...names].filter((name) => new Set(bases.map(({ parts }) => parts[name])).size > 1)
}
