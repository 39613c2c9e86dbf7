import type { CellValue, Column } from '@shared/compare/columns'
import type { RunRow } from '@shared/compare/row'
import type { Brush } from '@shared/compare/view'

/** An axis that values of a column are placed on. */
export type ValueAxis =
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly log: boolean }
  /** Each value has a place of its own; null is the place of what is missing. */
  | { readonly type: 'category'; readonly values: readonly CellValue[] }

/** How much larger the largest value is than the smallest from which on an axis of settings is logarithmic. */
const WIDE = 30
/** Numbers that are told apart best as places of their own. */
const FEW = 6

function numberAxis(column: Column, numbers: readonly number[]): ValueAxis {
  const min = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const max = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  return { type: 'number', min, max, log: column.group === 'settings' && min > 0 && max / min >= WIDE }
}

/** The axis of a column over some rows: numbers from the smallest to the largest; few settings and words have a place each. */
export function valueAxis(column: Column, rows: readonly RunRow[]): ValueAxis {
  const values = rows.map((row) => column.value(row))
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  const distinct = [...new Set(values)]
  const isSetting = column.group === 'settings' || column.id === 'seed'
  const few = isSetting && distinct.length <= FEW
  if ((column.kind === 'number' || column.kind === 'date') && numbers.length > 0 && !few) {
    return numberAxis(column, numbers)
  }
  const order = (a: CellValue, b: CellValue): number => {
    if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
    if (typeof a === 'number' && typeof b === 'number') return a - b
    return String(a).localeCompare(String(b), 'en', { numeric: true })
  }
  return { type: 'category', values: distinct.sort(order) }
}

/** Where a value lies, from 0 at the foot to 1; undefined for one that is missing on an axis of numbers. */
export function placeOn(axis: ValueAxis, value: CellValue): number | undefined {
  if (axis.type === 'category') {
    const at = axis.values.indexOf(value)
    return at < 0 ? undefined : axis.values.length === 1 ? 0.5 : at / (axis.values.length - 1)
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (axis.max === axis.min) return 0.5
  if (axis.log) return Math.log(value / axis.min) / Math.log(axis.max / axis.min)
  return (value - axis.min) / (axis.max - axis.min)
}

/** What stands at an axis, and where: the places of a few round values, or every category while there is room. */
export function axisMarks(axis: ValueAxis, most: number): { readonly place: number; readonly value: CellValue }[] {
  if (axis.type === 'category') {
    const stride = Math.ceil(axis.values.length / Math.max(1, most))
    return axis.values.flatMap((value, i) => (i % stride === 0 ? [{ value, place: placeOn(axis, value) ?? 0 }] : []))
  }
  if (axis.max === axis.min) return [{ place: 0.5, value: axis.min }]
  if (axis.log) return logMarks(axis, most)
  const raw = (axis.max - axis.min) / Math.max(1, most)
  const size = 10 ** Math.floor(Math.log10(raw))
  const first = [1, 2, 5, 10].findIndex((one) => one * size >= raw)
  // One mark alone says nothing of the scale: the steps get smaller until there are two.
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10].slice(0, (first < 0 ? 3 : first) + 4).reverse()
  const counted = steps.map(
    (step) => Math.floor(axis.max / (step * size) + 1e-9) - Math.ceil(axis.min / (step * size) - 1e-9) + 1,
  )
  const chosen = counted.findIndex((count) => count >= 2)
  return numberMarks(axis, (steps[Math.max(0, chosen)] ?? 1) * size)
}

function numberMarks(axis: ValueAxis & { type: 'number' }, step: number): { place: number; value: CellValue }[] {
  const marks: { place: number; value: CellValue }[] = []
  for (let value = Math.ceil(axis.min / step - 1e-9) * step; value <= axis.max + step * 1e-9; value += step) {
    const round = Number(value.toPrecision(12))
    marks.push({ value: round, place: placeOn(axis, round) ?? 0 })
  }
  return marks
}

function logMarks(axis: ValueAxis & { type: 'number' }, most: number): { place: number; value: CellValue }[] {
  const [from, to] = [Math.ceil(Math.log10(axis.min) - 1e-9), Math.floor(Math.log10(axis.max) + 1e-9)]
  const stride = Math.max(1, Math.ceil((to - from + 1) / Math.max(1, most)))
  const marks: { place: number; value: CellValue }[] = []
  for (let power = from; power <= to; power += stride) {
    const value = 10 ** power
    marks.push({ value, place: Math.min(1, Math.max(0, placeOn(axis, value) ?? 0)) })
  }
  return marks
}

/** The runs that lie within every brush. */
export function brushed(
  rows: readonly RunRow[],
  axes: ReadonlyMap<string, { readonly column: Column; readonly axis: ValueAxis }>,
  brushes: readonly Brush[],
): string[] {
  return rows
    .filter((row) =>
      brushes.every(({ column, from, to }) => {
        const found = axes.get(column)
        if (found === undefined) return true
        const place = placeOn(found.axis, found.column.value(row))
        return place !== undefined && place >= from - 1e-9 && place <= to + 1e-9
      }),
    )
    .map(({ id }) => id)
}
