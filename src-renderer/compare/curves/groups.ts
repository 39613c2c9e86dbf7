import type { Column } from '@shared/compare/columns'
import { groupRows } from '@shared/compare/group'
import type { RunRow } from '@shared/compare/row'
import { setupsOf } from '@shared/compare/setups'
import { runStyle } from '../../ui/run-style'
import { shortTitle } from '../table/shown-columns'
import type { CurveGroup } from './build'

/** What stands for “all settings but the seed” among the columns that curves are grouped by. */
export const BY_SETUP = '(setup)'

/** The style of a group is that of its first run by number, so that it keeps its colour while others come and go. */
const styleOf = (rows: readonly RunRow[]) => runStyle(Math.min(...rows.map(({ number }) => number)))

/** The runs as they are drawn together; null where each is drawn for itself. */
export function curveGroups(
  rows: readonly RunRow[],
  columns: readonly Column[],
  by: string | null,
): CurveGroup[] | null {
  if (by === null) return null
  if (by === BY_SETUP) {
    return setupsOf(rows).map(({ key, label, rows: own, repeated }) => {
      const all = [...own, ...repeated]
      return { key, title: label, style: styleOf(all), runs: all.map(({ id }) => id) }
    })
  }
  const column = columns.find(({ id }) => id === by)
  if (column === undefined) return null
  return groupRows(rows, [column]).map(({ key, values: [value], rows: own }) => ({
    key,
    title: `${shortTitle(column)} ${value ?? 'none'}`,
    style: styleOf(own),
    runs: own.map(({ id }) => id),
  }))
}
