import { basisDifferences, type MeasurementBasis } from './basis'
import type { Column } from './columns'
import { basisIn } from './comparable'
import type { RunRow } from './row'

/** How a run's value lies to that of the baseline run. */
export type Delta =
  /** One of them has no number there. */
  | { readonly type: 'missing' }
  /** They were measured in different ways; `differs` says in what. */
  | { readonly type: 'incomparable'; readonly differs: readonly string[] }
  | {
      readonly type: 'number'
      readonly difference: number
      /** Over the size of the baseline's value; null where that is 0. */
      readonly relative: number | null
      /** Null where neither is, or no way is better. */
      readonly better: boolean | null
    }

/** Columns of the run that a run came to and did not begin with. */
const outcomes: ReadonlySet<string> = new Set(['seconds', 'secondsPerStep', 'images'])

/**
 * Whether the difference to a baseline says something in a column: measured values and metrics, time and images do. Seeds, numbers of
 * runs and samples, and the steps at which something was measured are no results.
 */
export const hasDeltas = ({ id, group, kind, basis }: Column): boolean =>
  kind === 'number' && (group === 'metrics' || (group === 'measures' && basis !== undefined) || outcomes.has(id))

/** The difference of a value of a column to that of the baseline, each with how it was measured. */
export function deltaOfValue(column: Column, value: number, basis: MeasurementBasis, baseline: RunRow): Delta {
  const base = column.value(baseline)
  if (typeof base !== 'number') return { type: 'missing' }
  const other = basisIn(column, baseline)
  if (basis.key !== other.key) return { type: 'incomparable', differs: basisDifferences([basis, other]) }
  const difference = value - base
  const isBetter = column.better === null || difference === 0 ? null : (column.better === 'lower') === difference < 0
  return { type: 'number', difference, relative: base === 0 ? null : difference / Math.abs(base), better: isBetter }
}

/** The difference of a run's value to that of the baseline in a column of numbers. */
export function deltaOf(column: Column, row: RunRow, baseline: RunRow): Delta {
  const value = column.value(row)
  return typeof value === 'number' ? deltaOfValue(column, value, basisIn(column, row), baseline) : { type: 'missing' }
}
