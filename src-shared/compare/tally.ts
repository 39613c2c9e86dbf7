import { basisDifferences, type MeasurementBasis } from './basis'
import type { Column } from './columns'
import { byBasis } from './comparable'
import { type Statistics, statisticsOf } from './group'
import type { RunRow } from './row'
import { independentRuns } from './setups'

/** Columns of the run that it came to. */
const came: ReadonlySet<string> = new Set(['step', 'epoch', 'images', 'seconds', 'secondsPerStep', 'alerts'])

/**
 * Whether a mean over runs says something in a column: it does of what they came to, and nothing of what they were given, such as rates
 * and seeds, of numbers that are names, and of how many samples were measured.
 */
export function hasMean({ id, group, kind }: Column): boolean {
  if (kind !== 'number') return false
  switch (group) {
    case 'run':
      return came.has(id)
    case 'settings':
    case 'networks':
      return false
    case 'measures':
      return !id.endsWith('.samples')
    case 'metrics':
      return true
  }
}

/** What a column's numbers come to over runs that are to be told as one. */
export type Tally =
  /** None of them has a number there. */
  | { readonly type: 'missing' }
  /** They were measured in different ways, so that a mean of them says nothing; `differs` says in what. */
  | { readonly type: 'incomparable'; readonly differs: readonly string[] }
  | {
      readonly type: 'numbers'
      /** Over one run of each seed of each setup. */
      readonly statistics: Statistics
      readonly basis: MeasurementBasis
      /** The runs that were left out, for they repeat a seed. */
      readonly repeated: readonly RunRow[]
    }

/** Mean and spread of a column of numbers over rows, as far as they may be taken. */
export function tallyOf(column: Column, rows: readonly RunRow[]): Tally {
  const groups = byBasis(column, rows)
  const [only, second] = groups
  if (only === undefined) return { type: 'missing' }
  if (second !== undefined) {
    return { type: 'incomparable', differs: basisDifferences(groups.map(({ basis }) => basis)) }
  }
  const { rows: independent, repeated } = independentRuns(only.rows)
  const statistics = statisticsOf(column, independent)
  return statistics === undefined ? { type: 'missing' } : { type: 'numbers', statistics, basis: only.basis, repeated }
}
