import type { RunRow } from '@shared/compare/row'

/** The rows after some of them came, changed or went. */
export function changedRows(
  rows: ReadonlyMap<string, RunRow>,
  came: readonly RunRow[],
  gone: readonly string[],
): ReadonlyMap<string, RunRow> {
  const next = new Map(rows)
  for (const row of came) next.set(row.id, row)
  for (const id of gone) next.delete(id)
  return next
}

/** What of a row says that its record has changed: pictures, alerts, measured values and state, but not each step. */
export const recordKey = ({ state, latestSample, alerts, measures }: RunRow): string =>
  [state, latestSample, alerts, ...measures.map(({ quantity, last }) => `${quantity} ${last.step} ${last.value}`)].join(
    ' ',
  )
