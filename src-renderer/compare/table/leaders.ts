import type { Column } from '@shared/compare/columns'
import type { RunRow } from '@shared/compare/row'

/**
 * The runs that lead in a column: the best value of all that were measured in the same way, where there are others to be better
 * than. Equal values lead together; nothing leads where no way is better.
 */
export function leadersOf(column: Column, rows: readonly RunRow[]): ReadonlySet<string> {
  const groups = new Map<string, { readonly id: string; readonly value: number }[]>()
  if (column.better === null) return new Set()
  for (const row of rows) {
    const value = column.value(row)
    if (typeof value !== 'number' || Number.isNaN(value)) continue
    const key = column.basis?.(row)?.key ?? ''
    const group = groups.get(key)
    if (group) group.push({ id: row.id, value })
    else groups.set(key, [{ id: row.id, value }])
  }
  const sign = column.better === 'lower' ? 1 : -1
  const leaders = new Set<string>()
  for (const group of groups.values()) {
    const best = group.reduce((least, { value }) => Math.min(least, sign * value), Number.POSITIVE_INFINITY)
    const first = group.filter(({ value }) => sign * value === best)
    if (first.length < group.length) for (const { id } of first) leaders.add(id)
  }
  return leaders
}
