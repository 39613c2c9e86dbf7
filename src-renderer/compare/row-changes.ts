import type { Column } from '@shared/compare/columns'
import type { RunRow } from '@shared/compare/row'

/** Events of rows that follow each other, as one: of several of a run the last counts. */
export interface RowChanges {
  readonly came: readonly RunRow[]
  readonly gone: readonly string[]
}
export const noChanges: RowChanges = { came: [], gone: [] }

export function withChanges(changes: RowChanges, came: readonly RunRow[], gone: readonly string[]): RowChanges {
  const now = new Set([...came.map(({ id }) => id), ...gone])
  return {
    came: [...changes.came.filter(({ id }) => !now.has(id)), ...came],
    gone: [...changes.gone.filter((id) => !now.has(id)), ...gone],
  }
}

/** The row with the settings of the one before where they say the same, so that it is seen at once that they do. */
function withSettingsOf(before: RunRow | undefined, row: RunRow): RunRow {
  if (before === undefined || JSON.stringify(before.settings) !== JSON.stringify(row.settings)) return row
  return { ...row, settings: before.settings }
}

const sameKeys = (a: object, b: object): boolean => Object.keys(a).join() === Object.keys(b).join()
const measuresShape = ({ measures }: RunRow): string =>
  measures.map(({ quantity, at }) => `${quantity}${at === null ? '' : ' at'}`).join()

/** Whether the columns of some rows are those of others: where only steps and values went on, they are. */
export const haveSameColumns = (before: readonly RunRow[], rows: readonly RunRow[]): boolean =>
  before.length === rows.length &&
  rows.every((row, i) => {
    const was = before[i]
    if (was === row) return true
    if (was === undefined || was.id !== row.id || was.settings !== row.settings) return false
    return (
      sameKeys(was.means, row.means) &&
      sameKeys(was.parameters, row.parameters) &&
      measuresShape(was) === measuresShape(row)
    )
  })

/** Whether two states of rows are ranked alike in a column: the step of a run that has no value yet makes no difference. */
export const rankAlike = (before: readonly RunRow[], rows: readonly RunRow[], column: Column): boolean =>
  before.length === rows.length &&
  rows.every((row, i) => {
    const was = before[i]
    if (was === row) return true
    if (was === undefined || was.id !== row.id || was.settings !== row.settings) return false
    if (was.state !== row.state || was.name !== row.name) return false
    const value = column.value(row)
    if (value !== column.value(was) || column.basis?.(row)?.key !== column.basis?.(was)?.key) return false
    return value === null || was.step === row.step
  })

/** The rows after some of them came, changed or went. */
export function changedRows(
  rows: ReadonlyMap<string, RunRow>,
  came: readonly RunRow[],
  gone: readonly string[],
): ReadonlyMap<string, RunRow> {
  const next = new Map(rows)
  for (const row of came) next.set(row.id, withSettingsOf(rows.get(row.id), row))
  for (const id of gone) next.delete(id)
  return next
}

/** What of a row says that its record has changed: pictures, alerts, measured values and state, but not each step. */
export const recordKey = ({ state, latestSample, alerts, measures }: RunRow): string =>
  [state, latestSample, alerts, ...measures.map(({ quantity, last }) => `${quantity} ${last.step} ${last.value}`)].join(
    ' ',
  )
