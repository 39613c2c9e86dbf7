import { quantities } from '@shared/measures/measure'
import type { FeatureNetwork, MeasuredValue } from '@shared/measures/measured-value'
import { formatCount } from './format'
import { formatTable } from './table'

/** A feature network in words, such as `classes of MNIST (train), 98.3 % right [3f0a…]`; pixels for none. */
export function networkText(features: FeatureNetwork | null): string {
  if (features === null) return 'pixels'
  const right = features.accuracy === null ? '' : `, ${(100 * features.accuracy).toFixed(1)} % right`
  return `${features.title}${right} [${features.id}]`
}

/** Four digits that say something. */
const valueText = (value: number): string => (Math.abs(value) >= 1000 ? formatCount(value) : value.toPrecision(4))

/** `step 1,200: FID 12.34` */
export const measuredText = ({ step, quantity, value }: MeasuredValue): string =>
  `step ${formatCount(step)}: ${quantities[quantity].title} ${valueText(value)}`

/** Lines of measured values; none for none. */
export function measuredLines(measuredValues: readonly MeasuredValue[]): string[] {
  if (measuredValues.length === 0) return []
  return formatTable(
    [
      { title: 'Step', align: 'right' },
      { title: 'Measure' },
      { title: 'Value', align: 'right' },
      { title: '±', align: 'right' },
      { title: 'Samples', align: 'right' },
      { title: 'Against' },
      { title: 'Features' },
    ],
    measuredValues.map(({ step, quantity, value, error, samples, dataset, split, features }) => [
      formatCount(step),
      quantities[quantity].title,
      valueText(value),
      error === null ? '' : valueText(error),
      formatCount(samples),
      `${dataset}/${split}`,
      networkText(features),
    ]),
  )
}
