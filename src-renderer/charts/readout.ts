import { type Plane, pixelY } from './plane'
import { type ChartSeries, valueAt } from './series'

/** What a line has at the x that is pointed at. */
export interface ReadoutRow {
  readonly line: ChartSeries
  /** NaN where it is not finite. */
  readonly value: number
}

/** Lines in a readout at most. */
const MOST = 12

/** The values of the lines at x, from the highest to the lowest; with many lines those around the one that stands out. */
export function readoutOf(
  series: readonly ChartSeries[],
  hidden: ReadonlySet<string>,
  x: number,
  highlighted: string | null,
): { readonly rows: readonly ReadoutRow[]; readonly more: number } {
  const rows = series.flatMap((line) => {
    const value = hidden.has(line.id) ? undefined : valueAt(line, x)
    return value === undefined ? [] : [{ line, value }]
  })
  rows.sort((a, b) => (Number.isNaN(a.value) ? 1 : Number.isNaN(b.value) ? -1 : b.value - a.value))
  if (rows.length <= MOST) return { rows, more: 0 }
  const lit = Math.max(
    0,
    rows.findIndex(({ line }) => line.id === highlighted),
  )
  const first = Math.max(0, Math.min(rows.length - MOST, lit - MOST / 2))
  return { rows: rows.slice(first, first + MOST), more: rows.length - MOST }
}

/** Pixels at most between the hand and a line that it means. */
const NEAR = 24

/** The line nearest to a place of the canvas, up or down; null where none is near. */
export function lineNear(
  series: readonly ChartSeries[],
  hidden: ReadonlySet<string>,
  plane: Plane,
  x: number,
  y: number,
): string | null {
  let best: string | null = null
  let distance = NEAR
  for (const line of series) {
    const value = hidden.has(line.id) ? undefined : valueAt(line, x)
    if (value === undefined || Number.isNaN(value)) continue
    const here = Math.abs(pixelY(plane, value) - y)
    if (here < distance) [best, distance] = [line.id, here]
  }
  return best
}
