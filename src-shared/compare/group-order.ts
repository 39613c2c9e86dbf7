import type { RowGroup } from './group'
import type { RunRow } from './row'
import { type SortKey, type SortPlace, sortByPlaces, waysOf } from './sort'
import { hasMean, tallyOf } from './tally'

/**
 * Groups in the order of the keys by what their runs come to: in a column that has a mean by that, so that no lucky seed puts its
 * group on top, in others by their first row. Groups without a number, and those of values that may not be averaged, come last; groups that
 * were measured in different ways stand apart, the way of the most rows first. Stable.
 * @param groups of rows that are in the order of the keys
 */
export function sortGroups(groups: readonly RowGroup[], keys: readonly SortKey[]): RowGroup[] {
  const all: readonly RunRow[] = groups.flatMap(({ rows }) => rows)
  const ways = keys.map(({ column }) => waysOf(column, all))
  return sortByPlaces(groups, keys, ({ rows }, at): SortPlace => {
    const column = keys[at]?.column
    const [first] = rows
    if (column === undefined || first === undefined) return { value: null, way: 0 }
    if (!hasMean(column)) return { value: column.value(first), way: 0 }
    const tally = tallyOf(column, rows)
    if (tally.type !== 'numbers') return { value: null, way: 0 }
    return { value: tally.statistics.mean, way: ways[at]?.get(tally.basis.key) ?? 0 }
  })
}
