import { basisDifferences } from './basis'
import type { Column } from './columns'
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

/** The difference of a run's value to that of the baseline in a column of numbers. */
export function deltaOf(column: Column, row: RunRow, baseline: RunRow): Delta {
  const [value, base] = [column.value(row), column.value(baseline)]
  if (typeof value !== 'number' || typeof base !== 'number') return { type: 'missing' }
  const [own, other] = [column.basis?.(row), column.basis?.(baseline)]
  if (own && other && own.key !== other.key) return { type: 'incomparable', differs: basisDifferences([own, other]) }
  const difference = value - base
  const isBetter = column.better === null || difference === 0 ? null : (column.better === 'lower') === difference < 0
  return { type: 'number', difference, relative: base === 0 ? null : difference / Math.abs(base), better: isBetter }
}
