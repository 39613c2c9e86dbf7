import { hasDeltas } from '@shared/compare/baseline'
import { type Column, differs } from '@shared/compare/columns'
import type { RunRow } from '@shared/compare/row'
import { hasMean } from '@shared/compare/tally'
import { cellText, columnWidth, valuesText } from './cell-text'
import { shortTitle } from './shown-columns'

/** Characters beside a value: its difference to the baseline, the deviation of a group's mean, and the sign of another measurement. */
const DELTA = 7
const DEVIATION = 8
const SIGN = 2

/** Pixels that the columns take, by their heads and what the rows of a sample hold. */
export function columnWidths(
  columns: readonly Column[],
  sample: readonly RunRow[],
  now: number,
  shown: {
    readonly grouped: boolean
    /** Whether there is a baseline. */
    readonly compared: boolean
    /** Columns with values of different measurements. */
    readonly mixed: ReadonlyMap<string, unknown>
  },
): number[] {
  return columns.map((column) => {
    const delta = shown.compared && hasDeltas(column) ? DELTA : 0
    const spread = shown.grouped && hasMean(column) ? DEVIATION : 0
    const sign = shown.mixed.has(column.id) ? SIGN : 0
    // Each tag has a frame of its own.
    const frames = (row: RunRow): number => (column.id === 'tags' ? 3 * row.tags.length : column.id === 'state' ? 2 : 0)
    const texts = sample.map(
      (row) => cellText(column, column.value(row), now) + '0'.repeat(frames(row) + delta + spread + sign),
    )
    const heads =
      shown.grouped && !hasMean(column) && differs(column, sample) ? [valuesText(column, sample.length)] : []
    return columnWidth(`${shortTitle(column)}${'0'.repeat(sign)}`, [...texts, ...heads])
  })
}
