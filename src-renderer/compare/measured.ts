import { isBetter, QuantityName } from '@shared/measures/measure'
import { bestOf, comparisonKey, latestOf, type MeasuredValue } from '@shared/measures/measured-value'
import type { MetricName } from '@shared/runs/metrics'
import type { Run } from '@shared/runs/run'

/** What a curve shows: something recorded at each step, or something measured of checkpoints. */
export type CurveName = MetricName | QuantityName

export const isQuantity = (name: CurveName): name is QuantityName => QuantityName.safeParse(name).success

type Measured = Pick<Run, 'id' | 'measuredValues'>

/** What was measured of a run, as a table shows it. */
export interface MeasuredCells {
  readonly last: MeasuredValue
  readonly best: MeasuredValue
  /** Its best is the best of all runs that were measured in the same way, and there are others. */
  readonly leads: boolean
}

/** The quantities that were measured of any of the runs. */
export const quantitiesOf = (runs: readonly Measured[]): QuantityName[] =>
  QuantityName.options.filter((name) =>
    runs.some(({ measuredValues }) => measuredValues.some(({ quantity }) => quantity === name)),
  )

/**
 * The last and the best value of a quantity by run. Values are ranked only among those of the same feature network, number of
 * samples, dataset and split; of equal ones all lead.
 */
export function measuredCells(runs: readonly Measured[], quantity: QuantityName): ReadonlyMap<string, MeasuredCells> {
  const rows = runs.flatMap(({ id, measuredValues }) => {
    const [last, best] = [latestOf(measuredValues, quantity), bestOf(measuredValues, quantity)]
    return last === undefined || best === undefined ? [] : [{ id, last, best, key: comparisonKey(best) }]
  })
  return new Map(
    rows.map(({ id, last, best, key }) => {
      const rivals = rows.filter((other) => other.id !== id && other.key === key)
      const leads = rivals.length > 0 && !rivals.some((other) => isBetter(quantity, other.best.value, best.value))
      return [id, { last, best, leads }]
    }),
  )
}
