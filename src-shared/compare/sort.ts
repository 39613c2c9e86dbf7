import type { CellValue, Column } from './columns'
import type { RunRow } from './row'

/** A column to sort by. */
export interface SortKey {
  readonly column: Column
  readonly descending: boolean
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const isMissing = (value: CellValue): boolean => value === null || Number.isNaN(value)

/** Order of two present values: numbers by size, texts as people read them (`run 2` before `run 10`), false before true. */
function compareValues(a: CellValue, b: CellValue): number {
  if (typeof a === 'string' || typeof b === 'string') return collator.compare(String(a), String(b))
  return Number(a) - Number(b)
}

/** The rows in the order of the keys, the first key first. Stable: equal rows stay as they are. Missing values come last. */
export function sortRows(rows: readonly RunRow[], keys: readonly SortKey[]): RunRow[] {
  const keyed = rows.map((row) => ({ row, values: keys.map(({ column }) => column.value(row)) }))
  return keyed
    .sort((a, b) => {
      for (const [index, { descending }] of keys.entries()) {
        const [left, right] = [a.values[index] ?? null, b.values[index] ?? null]
        const [leftMissing, rightMissing] = [isMissing(left), isMissing(right)]
        if (leftMissing || rightMissing) {
          if (leftMissing !== rightMissing) return leftMissing ? 1 : -1
          continue
        }
        const order = compareValues(left, right)
        if (order !== 0) return descending ? -order : order
      }
      return 0
    })
    .map(({ row }) => row)
}
