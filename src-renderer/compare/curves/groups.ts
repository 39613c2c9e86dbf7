import type { Column } from '@shared/compare/columns'
import { groupRows } from '@shared/compare/group'
import type { RunRow } from '@shared/compare/row'
import { independentRuns, type Setup, setupsOf } from '@shared/compare/setups'
import { runStyle } from '../../ui/run-style'
import { shortTitle } from '../table/shown-columns'
import type { CurveGroup } from './build'

/** What stands for “all settings but the seed” among the columns that curves are grouped by. */
export const BY_SETUP = '(setup)'

/** The style of a group is that of its first run by number, so that it keeps its colour while others come and go. */
const styleOf = (rows: readonly RunRow[]) => runStyle(Math.min(...rows.map(({ number }) => number)))

function groupOf(key: string, title: string, { rows, repeated }: Pick<Setup, 'rows' | 'repeated'>): CurveGroup {
  const ids = (some: readonly RunRow[]) => some.map(({ id }) => id)
  return { key, title, style: styleOf([...rows, ...repeated]), runs: ids(rows), repeated: ids(repeated) }
}

/** The runs as they are drawn together; null where each is drawn for itself. */
export function curveGroups(
  rows: readonly RunRow[],
  columns: readonly Column[],
  by: string | null,
): CurveGroup[] | null {
  if (by === null) return null
  if (by === BY_SETUP) {
    return setupsOf(rows).map(({ key, label, ...own }) => groupOf(key, label, own))
  }
  const column = columns.find(({ id }) => id === by)
  if (column === undefined) return null
  return groupRows(rows, [column]).map(({ key, values: [value], rows: own }) =>
    groupOf(key, `${shortTitle(column)} ${value ?? 'none'}`, independentRuns(own)),
  )
}
