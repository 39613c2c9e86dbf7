import type { CellValue, Column } from './columns'
import type { RunRow } from './row'

/** What a column's numbers come to over some rows. Missing values do not count. */
export interface Statistics {
  readonly count: number
  readonly mean: number
  /** Sample standard deviation (divided by count − 1); null for fewer than two values. */
  readonly deviation: number | null
  readonly min: number
  readonly max: number
}

/** Rows that have the same value in each column that they are grouped by. */
export interface RowGroup {
  /** Tells the group from the others. */
  readonly key: string
  /** The values that they share, in the order of the columns. */
  readonly values: readonly CellValue[]
  readonly rows: readonly RunRow[]
}

/** Statistics of numbers; undefined where there are none. Two passes, so that a large mean costs no precision. */
export function statisticsOfNumbers(values: readonly number[]): Statistics | undefined {
  const present = values.filter((value) => !Number.isNaN(value))
  const count = present.length
  if (count === 0) return undefined
  const mean = present.reduce((sum, value) => sum + value, 0) / count
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    count,
    mean,
    deviation: count < 2 ? null : Math.sqrt(squares / (count - 1)),
    min: present.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    max: present.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  }
}

/** Statistics of a column of numbers over rows; undefined where it has none. */
export function statisticsOf(column: Column, rows: readonly RunRow[]): Statistics | undefined {
  const values = rows.flatMap((row) => {
    const value = column.value(row)
    return typeof value === 'number' ? [value] : []
  })
  return statisticsOfNumbers(values)
}

/** The rows by what they have in the columns, groups in the order of their first rows. No columns give one group. */
export function groupRows(rows: readonly RunRow[], columns: readonly Column[]): RowGroup[] {
  const groups = new Map<string, { values: CellValue[]; rows: RunRow[] }>()
  for (const row of rows) {
    const values = columns.map((column) => column.value(row))
    const key = JSON.stringify(values)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { values, rows: [row] })
    else group.rows.push(row)
  }
  return [...groups].map(([key, group]) => ({ key, ...group }))
}
