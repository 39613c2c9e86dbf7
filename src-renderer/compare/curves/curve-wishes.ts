import type { RunAxes } from '@shared/compare/axes'
import type { RunRow } from '@shared/compare/row'
import type { CurveData, ShownCurve } from './build'

/** Values of all curves up to which each is read whole: as many again hold them smoothed, 8 bytes each. */
const MOST_WHOLE = 40_000_000
/** Points that are read of a curve where all values of all would be too many. */
export const THINNED = 2000

/** How curves are read: whole, or smoothed by a weight of the past over all values and then thinned to some points. */
export type Reading =
  | { readonly type: 'whole' }
  | { readonly type: 'thinned'; readonly points: number; readonly smoothing: number }

/** How the curves of some runs are to be read: whole as long as all values of all of them can be held. */
export function readingOf(
  rows: readonly Pick<RunRow, 'step'>[],
  names: readonly string[],
  smoothing: number,
  most = MOST_WHOLE,
): Reading {
  const values = names.length * rows.reduce((sum, { step }) => sum + step, 0)
  return values <= most ? { type: 'whole' } : { type: 'thinned', points: THINNED, smoothing }
}

/** Tells a curve that was read from one that was read of fewer steps or in another way. */
export const readKey = (step: number, reading: Reading): string =>
  reading.type === 'whole' ? `${step}` : `${step} ${reading.points} ${reading.smoothing}`

/** What is to be read of a run. */
export interface Wish {
  readonly id: string
  readonly names: readonly string[]
}

/** The names whose curves are missing, older than the row or read in another way, by run; a row that stands still is read once. */
export function wishesOf(
  rows: readonly Pick<RunRow, 'id' | 'step'>[],
  names: readonly string[],
  read: ReadonlyMap<string, ReadonlyMap<string, string>>,
  reading: Reading,
): Wish[] {
  return rows.flatMap(({ id, step }) => {
    const known = read.get(id)
    const wanted = names.filter((name) => known?.get(name) !== readKey(step, reading))
    return wanted.length === 0 ? [] : [{ id, names: wanted }]
  })
}

/** Curves and axes after an answer. */
export function withCurves(data: CurveData, curves: readonly ShownCurve[], axes: readonly RunAxes[]): CurveData {
  const byRun = new Map(data.curves)
  for (const curve of curves) byRun.set(curve.run, new Map(byRun.get(curve.run)).set(curve.name, curve))
  const axesByRun = new Map(data.axes)
  for (const one of axes) axesByRun.set(one.run, one)
  return { curves: byRun, axes: axesByRun }
}

/** What is kept of curves: those of the chosen runs. Of others, such as deleted ones, nothing is drawn. */
export function ofChosen(data: CurveData, chosen: ReadonlySet<string>): CurveData {
  const those = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([id]) => chosen.has(id)))
  return { curves: those(data.curves), axes: those(data.axes) }
}

/** What is kept of curves: those of metrics that are drawn. */
export function ofNames({ curves, axes }: CurveData, names: readonly string[]): CurveData {
  const own = (byName: ReadonlyMap<string, ShownCurve>) => new Map([...byName].filter(([name]) => names.includes(name)))
  return { curves: new Map([...curves].map(([id, byName]) => [id, own(byName)])), axes }
}
