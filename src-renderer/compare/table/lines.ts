import type { CellValue, Column } from '@shared/compare/columns'
import { groupRows, type RowGroup } from '@shared/compare/group'
import { sortGroups } from '@shared/compare/group-order'
import type { RunRow } from '@shared/compare/row'
import type { SortKey } from '@shared/compare/sort'
import { hasMean, type Tally, tallyOf } from '@shared/compare/tally'

/** A line of the table: a run, or the head of a group of runs. All are of one height. */
export type TableLine =
  | {
      readonly type: 'run'
      readonly row: RunRow
      readonly depth: 0 | 1
      /** Whether the filter finds it; a pinned run is there all the same. */
      readonly found: boolean
      /** Whether it is a pinned run on top that has its line in an open group too. */
      readonly repeated: boolean
    }
  | { readonly type: 'group'; readonly group: RowGroup; readonly open: boolean }

/** Pixels from one line to the next. */
export const LINE = 26

/**
 * The lines of the table: pinned runs first, then the others, or the groups with what is in the open ones. A pinned run stays in its
 * group too, so that pinning changes nothing of what the group comes to.
 * @param rows what the filter finds, in the order of the keys
 */
export function linesOf(
  rows: readonly RunRow[],
  options: {
    /** In their order; those too that the filter leaves out. */
    readonly pinned: readonly RunRow[]
    readonly groupBy: readonly Column[]
    readonly sort: readonly SortKey[]
    readonly closed: ReadonlySet<string>
  },
): TableLine[] {
  const { pinned, groupBy, closed } = options
  const line = (row: RunRow, depth: 0 | 1): TableLine => ({ type: 'run', row, depth, found: true, repeated: false })
  const groups = groupBy.length === 0 ? [] : sortGroups(groupRows(rows, groupBy), options.sort)
  const found = new Set(rows.map(({ id }) => id))
  const below = new Set(groups.filter(({ key }) => !closed.has(key)).flatMap((group) => group.rows.map(({ id }) => id)))
  const first = pinned.map((row): TableLine => {
    return { type: 'run', row, depth: 0, found: found.has(row.id), repeated: below.has(row.id) }
  })
  if (groupBy.length === 0) {
    const up = new Set(pinned.map(({ id }) => id))
    return [...first, ...rows.filter(({ id }) => !up.has(id)).map((row) => line(row, 0))]
  }
  const others = groups.flatMap((group): TableLine[] => {
    const open = !closed.has(group.key)
    const head: TableLine = { type: 'group', group, open }
    return open ? [head, ...group.rows.map((row) => line(row, 1))] : [head]
  })
  return [...first, ...others]
}

/**
 * What a group's runs come to in a column: mean and spread of what is averaged, that it was measured in ways of which no mean says
 * anything, the value that all of them share, or the values that they have, each once.
 */
export type GroupCell =
  | Exclude<Tally, { readonly type: 'missing' }>
  | { readonly type: 'same'; readonly row: RunRow }
  | { readonly type: 'values'; readonly values: readonly CellValue[] }

/** Numbers rising, others in the order of their first rows. */
function distinctValues(column: Column, rows: readonly RunRow[]): CellValue[] {
  const values = [...new Set(rows.map((row) => column.value(row)))]
  if (column.kind !== 'number') return values
  const place = (value: CellValue): number => (typeof value === 'number' ? value : Number.POSITIVE_INFINITY)
  return values.sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
}

/** What a group comes to in a column. */
export function groupCell(column: Column, { rows }: RowGroup): GroupCell {
  const values = distinctValues(column, rows)
  const [first] = rows
  const same: GroupCell | undefined =
    first !== undefined && values.length === 1 ? { type: 'same', row: first } : undefined
  if (!hasMean(column)) return same ?? { type: 'values', values }
  // Equal values that were measured in different ways are not the same.
  if (same !== undefined && column.basis === undefined) return same
  const tally = tallyOf(column, rows)
  if (tally.type === 'incomparable') return tally
  return same ?? (tally.type === 'missing' ? { type: 'values', values } : tally)
}
