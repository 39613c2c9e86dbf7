import type { Column } from '@shared/compare/columns'
import { groupRows, type RowGroup, type Statistics, statisticsOf } from '@shared/compare/group'
import type { RunRow } from '@shared/compare/row'

/** A line of the table: a run, or the head of a group of runs. All are of one height. */
export type TableLine =
  | { readonly type: 'run'; readonly row: RunRow; readonly depth: 0 | 1 }
  | { readonly type: 'group'; readonly group: RowGroup; readonly open: boolean }

/** Pixels from one line to the next. */
export const LINE = 26

/** The lines of the table: pinned runs first, then all of them, or the groups with what is in the open ones. */
export function linesOf(
  rows: readonly RunRow[],
  options: {
    readonly pinned: ReadonlySet<string>
    readonly groupBy: readonly Column[]
    readonly closed: ReadonlySet<string>
  },
): TableLine[] {
  const line = (row: RunRow, depth: 0 | 1): TableLine => ({ type: 'run', row, depth })
  const first = rows.filter(({ id }) => options.pinned.has(id)).map((row) => line(row, 0))
  const others = rows.filter(({ id }) => !options.pinned.has(id))
  if (options.groupBy.length === 0) return [...first, ...others.map((row) => line(row, 0))]
  const groups = groupRows(others, options.groupBy).flatMap((group): TableLine[] => {
    const open = !options.closed.has(group.key)
    const head: TableLine = { type: 'group', group, open }
    return open ? [head, ...group.rows.map((row) => line(row, 1))] : [head]
  })
  return [...first, ...groups]
}

/** What a group's runs come to in a column: mean and spread of numbers, how many seeds, or the value that all of them share. */
export type GroupCell =
  | { readonly type: 'numbers'; readonly statistics: Statistics }
  | { readonly type: 'seeds'; readonly count: number }
  | { readonly type: 'same'; readonly row: RunRow }
  | { readonly type: 'mixed' }

export function groupCell(column: Column, { rows }: RowGroup): GroupCell {
  const [first, ...others] = rows
  if (first === undefined) return { type: 'mixed' }
  const value = column.value(first)
  if (others.every((row) => Object.is(column.value(row), value))) return { type: 'same', row: first }
  // A seed is a name: the mean of some says nothing.
  if (column.id === 'seed') return { type: 'seeds', count: new Set(rows.map(({ seed }) => seed)).size }
  const statistics = column.kind === 'number' ? statisticsOf(column, rows) : undefined
  return statistics === undefined ? { type: 'mixed' } : { type: 'numbers', statistics }
}
