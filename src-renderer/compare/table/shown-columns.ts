import { type Column, differingColumns, differs } from '@shared/compare/columns'
import type { RunRow } from '@shared/compare/row'

/** Columns of the run that stand in the table without having been chosen. */
const ofRun: ReadonlySet<string> = new Set(['state', 'seed', 'step', 'seconds', 'alerts', 'tags'])
/** Columns of the run that stand there like settings: where the runs differ. */
const whereDiffering: ReadonlySet<string> = new Set(['engine', 'images'])
/** Settings at most that stand in the table without having been chosen. */
const MOST_SETTINGS = 10

/** Columns that say who a run is: they stay, also where all runs agree. */
const always: ReadonlySet<string> = new Set(['state', 'step'])

/** The column of the names, which stands first in the table and is not among those that are chosen. */
export const NAME = 'name'

/** The columns that stand in the table where nobody chose any: state and progress, what differs, and how good the runs are. */
export function usualColumns(columns: readonly Column[], rows: readonly RunRow[]): string[] {
  const settings = new Set(
    differingColumns(columns, rows)
      .slice(0, MOST_SETTINGS)
      .map(({ id }) => id),
  )
  const measured = columns.some(({ group }) => group === 'measures')
  const isUsual = (column: Column): boolean => {
    const { id, group } = column
    switch (group) {
      case 'run':
        return ofRun.has(id) || (whereDiffering.has(id) && differs(column, rows))
      case 'settings':
      case 'networks':
        return settings.has(id)
      case 'measures':
        return !/\.(last|step|features)$/.test(id)
      case 'metrics':
        return !measured || rows.length < 2
    }
  }
  return columns.filter(isUsual).map(({ id }) => id)
}

/** Which columns are wanted. */
export interface ColumnChoice {
  /** Ids in their order; null for the usual ones. */
  readonly columns: readonly string[] | null
  /** Those that a person ticked one by one. */
  readonly ticked: readonly string[]
}

/** The columns of the table in their order: with `onlyDiffering` without those in which all rows agree, but for those that were ticked. */
export function shownColumns(
  columns: readonly Column[],
  rows: readonly RunRow[],
  { columns: wanted, ticked, onlyDiffering }: ColumnChoice & { readonly onlyDiffering: boolean },
): Column[] {
  const byId = new Map(columns.map((column) => [column.id, column]))
  const found = (wanted ?? usualColumns(columns, rows)).flatMap((id) => byId.get(id) ?? [])
  if (!onlyDiffering || rows.length < 2) return found
  return found.filter((column) => always.has(column.id) || ticked.includes(column.id) || differs(column, rows))
}

/** The choice after a column was ticked, which shows it in any case, or was taken out. @param usual the columns where none were chosen */
export function withTick(
  { columns, ticked }: ColumnChoice,
  usual: readonly string[],
  id: string,
  shown: boolean,
): { readonly columns: string[]; readonly ticked: string[] } {
  const wanted = columns ?? usual
  const without = (ids: readonly string[]): string[] => ids.filter((other) => other !== id)
  if (!shown) return { columns: without(wanted), ticked: without(ticked) }
  return { columns: wanted.includes(id) ? [...wanted] : [...wanted, id], ticked: [...without(ticked), id] }
}

/** The part of a setting's path that tells it from the others, as the head of a column: `generator.learningRate`. */
export function shortTitle({ id, title, group }: Column): string {
  return group === 'settings' && title === id ? id.split('.').slice(-2).join('.') : title
}
