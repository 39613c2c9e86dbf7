import type { CellValue, Column } from './columns'
import { byBasis } from './comparable'
import type { RunRow } from './row'

/** A column to sort by. */
export interface SortKey {
  readonly column: Column
  readonly descending: boolean
}

/** Where something stands in the order of a key. */
export interface SortPlace {
  /** What is missing comes last in both directions. */
  readonly value: CellValue
  /** Which way of measuring it is of; values of different ways stand apart, the way of the most rows first. */
  readonly way: number
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const isMissing = (value: CellValue): boolean => value === null || Number.isNaN(value)

/** Order of two present values: numbers by size, texts as people read them (`run 2` before `run 10`), false before true. */
function compareValues(a: CellValue, b: CellValue): number {
  if (typeof a === 'string' || typeof b === 'string') return collator.compare(String(a), String(b))
  return Number(a) - Number(b)
}

function comparePlaces(a: SortPlace, b: SortPlace, descending: boolean): number {
  const [aMissing, bMissing] = [isMissing(a.value), isMissing(b.value)]
  if (aMissing || bMissing) return Number(aMissing) - Number(bMissing)
  if (a.way !== b.way) return a.way - b.way
  const order = compareValues(a.value, b.value)
  return descending ? -order : order
}

/** Items in the order of the keys, the first key first. Stable: equal items stay as they are. */
export function sortByPlaces<T>(
  items: readonly T[],
  keys: readonly SortKey[],
  placeOf: (item: T, key: number) => SortPlace,
): T[] {
  const keyed = items.map((item) => ({ item, places: keys.map((_, key) => placeOf(item, key)) }))
  return keyed
    .sort((a, b) => {
      for (const [key, { descending }] of keys.entries()) {
        const [left, right] = [a.places[key], b.places[key]]
        const order = left === undefined || right === undefined ? 0 : comparePlaces(left, right, descending)
        if (order !== 0) return order
      }
      return 0
    })
    .map(({ item }) => item)
}

/** The places of the ways in which a column's values were measured by the keys of their bases, that of the most rows first. */
export const waysOf = (column: Column, rows: readonly RunRow[]): ReadonlyMap<string, number> =>
  column.basis === undefined
    ? new Map()
    : new Map(byBasis(column, rows).map(({ basis }, way): [string, number] => [basis.key, way]))

/**
 * The rows in the order of the keys, the first key first. Stable: equal rows stay as they are. Missing values come last; values that
 * were measured in different ways are not compared: those of the way of the most rows come first, in both directions.
 */
export function sortRows(rows: readonly RunRow[], keys: readonly SortKey[]): RunRow[] {
  const ways = keys.map(({ column }) => waysOf(column, rows))
  return sortByPlaces(rows, keys, (row, at) => {
    const column = keys[at]?.column
    const known = ways[at]
    const way = known === undefined || known.size < 2 ? 0 : (known.get(column?.basis?.(row)?.key ?? '') ?? 0)
    return { value: column?.value(row) ?? null, way }
  })
}
