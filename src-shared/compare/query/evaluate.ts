import type { CellValue, Column } from '../columns'
import type { RunRow } from '../row'
import type { Literal, Operator, Query } from './query'

const folded = (text: string): string => text.toLowerCase()

const isMissing = (value: CellValue): boolean => value === null || Number.isNaN(value)

/** A day in milliseconds: a date without a time equals every moment of its day. */
const DAY = 86_400_000

function equals(column: Column, row: RunRow, literal: Literal): boolean {
  const value = column.value(row)
  if (literal === null) return isMissing(value)
  if (isMissing(value)) return false
  if (typeof literal === 'string') {
    const items = column.items?.(row) ?? [String(value)]
    return items.some((item) => folded(item) === folded(literal))
  }
  if (column.kind === 'date' && typeof literal === 'number' && literal % DAY === 0) {
    return typeof value === 'number' && value >= literal && value < literal + DAY
  }
  return value === literal
}

function compares(column: Column, row: RunRow, operator: Operator, literal: Literal): boolean {
  const value = column.value(row)
  switch (operator) {
    case '=':
      return equals(column, row, literal)
    case '!=':
      return !equals(column, row, literal)
    case '~':
      return typeof literal === 'string' && !isMissing(value) && folded(String(value)).includes(folded(literal))
    case '<':
      return typeof value === 'number' && typeof literal === 'number' && value < literal
    case '<=':
      return typeof value === 'number' && typeof literal === 'number' && value <= literal
    case '>':
      return typeof value === 'number' && typeof literal === 'number' && value > literal
    case '>=':
      return typeof value === 'number' && typeof literal === 'number' && value >= literal
  }
}

/**
 * Whether a run is one that a query asks for. What is missing is equal to `none` alone, is unequal to everything else, and is
 * neither smaller nor larger than anything. Texts are compared whatever their case; a list equals each of its items.
 */
export function matches(query: Query, row: RunRow): boolean {
  switch (query.type) {
    case 'all':
      return true
    case 'and':
      return query.parts.every((part) => matches(part, row))
    case 'or':
      return query.parts.some((part) => matches(part, row))
    case 'not':
      return !matches(query.part, row)
    case 'compare':
      return compares(query.column, row, query.operator, query.value)
    case 'search': {
      const text = folded(query.text)
      return [row.name, row.id, ...row.tags].some((one) => folded(one).includes(text))
    }
  }
}
