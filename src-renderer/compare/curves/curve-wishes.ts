import type { RunAxes } from '@shared/compare/axes'
import type { RunCurve } from '@shared/compare/curves'
import type { RunRow } from '@shared/compare/row'
import type { CurveData } from './build'

/** What is to be read of a run. */
export interface Wish {
  readonly id: string
  readonly names: readonly string[]
}

/** The names whose curves are missing or older than the row, by run; a row that stands still is read once. */
export function wishesOf(
  rows: readonly Pick<RunRow, 'id' | 'step'>[],
  names: readonly string[],
  read: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Wish[] {
  return rows.flatMap(({ id, step }) => {
    const known = read.get(id)
    const wanted = names.filter((name) => known?.get(name) !== step)
    return wanted.length === 0 ? [] : [{ id, names: wanted }]
  })
}

/** Curves and axes after an answer. */
export function withCurves(data: CurveData, curves: readonly RunCurve[], axes: readonly RunAxes[]): CurveData {
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
