import { basisDifferences, type MeasurementBasis } from './basis'
import type { Column } from './columns'
import type { RunRow } from './row'

/** The basis of a value of which it is not known how it was measured. */
const unknownBasis: MeasurementBasis = { key: '', parts: {} }

/** How a row's value in a column was measured. Where that is not known it is a basis of its own, like no known one. */
export const basisIn = (column: Column, row: RunRow): MeasurementBasis => column.basis?.(row) ?? unknownBasis

/** Rows whose values in a column were measured in one way. */
export interface BasisGroup {
  readonly basis: MeasurementBasis
  readonly rows: readonly RunRow[]
}

const hasNumber = (column: Column, row: RunRow): boolean => {
  const value = column.value(row)
  return typeof value === 'number' && !Number.isNaN(value)
}

/** The rows with a number in a column by how it was measured: the way of the most rows first, of equally many the first row's. */
export function byBasis(column: Column, rows: readonly RunRow[]): BasisGroup[] {
  const groups = new Map<string, { basis: MeasurementBasis; rows: RunRow[] }>()
  for (const row of rows) {
    if (!hasNumber(column, row)) continue
    const basis = basisIn(column, row)
    const group = groups.get(basis.key)
    if (group === undefined) groups.set(basis.key, { basis, rows: [row] })
    else group.rows.push(row)
  }
  return [...groups.values()].sort((a, b) => b.rows.length - a.rows.length)
}

/** A column whose values were measured in several ways. */
export interface Mix {
  /** In what the ways differ: `feature network`, `number of samples`, … */
  readonly differs: readonly string[]
  /** The runs that were measured otherwise than the most. */
  readonly others: ReadonlySet<string>
}

/** In which ways the values of a column were measured, where that is more than one. */
export function mixOf(column: Column, rows: readonly RunRow[]): Mix | undefined {
  if (column.basis === undefined) return undefined
  const groups = byBasis(column, rows)
  if (groups.length < 2) return undefined
  return {
    differs: basisDifferences(groups.map(({ basis }) => basis)),
    others: new Set(groups.slice(1).flatMap(({ rows: own }) => own.map(({ id }) => id))),
  }
}

/** A mix in words. */
export function mixWords({ differs, others }: Mix): string {
  const runs = others.size === 1 ? '1 run was' : `${others.size} runs were`
  return `${runs} measured otherwise than most (${differs.join(', ')}): such values are not compared.`
}
