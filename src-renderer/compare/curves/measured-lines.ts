import { type AxisName, onAxis, type RunAxes } from '@shared/compare/axes'
import type { Curve } from '@shared/compare/decimate'
import type { RunRow } from '@shared/compare/row'
import type { QuantityName } from '@shared/measures/measure'
import type { Run } from '@shared/runs/run'
import { runTitle } from '@shared/runs/title'
import type { ChartSeries } from '../../charts/series'
import { groupsOf, type MeasuredGroup, seriesOf } from '../../training/measures/measured-series'
import { runStyle } from '../../ui/run-style'
import { bandEdges, type CurveGroup, type CurveOptions, shownBand } from './build'

type Records = ReadonlyMap<string, Pick<Run, 'measuredValues'>>
type AxesByRun = ReadonlyMap<string, RunAxes>

const measuredOf = (records: Records, run: string, quantity: QuantityName): MeasuredGroup[] =>
  groupsOf(records.get(run)?.measuredValues ?? [], quantity)

function xsOf(steps: Float64Array, run: string, axes: AxesByRun, axis: AxisName): Float64Array | undefined {
  if (axis === 'step') return steps
  const own = axes.get(run)
  return own && onAxis(steps, axis, own)
}

/** What was measured of the runs: a line of points for each way in which each was. The first of a run has the run's line. */
export function measuredLines(
  rows: readonly RunRow[],
  records: Records,
  quantity: QuantityName,
  axes: AxesByRun,
  axis: AxisName,
): ChartSeries[] {
  return rows.flatMap((row) =>
    measuredOf(records, row.id, quantity).flatMap((group, i) => {
      const style = runStyle(row.number)
      const line = seriesOf(group, style, i)
      const xs = xsOf(line.xs, row.id, axes, axis)
      if (!xs) return []
      const common = { ...line, xs, label: `${runTitle(row)} · ${group.words}` }
      return [i === 0 ? { ...common, id: row.id, style } : { ...common, id: `${row.id} ${group.key}` }]
    }),
  )
}

/** What was measured in one way of some runs. */
interface Basis {
  readonly first: MeasuredGroup
  readonly curves: Curve[]
}

/** The curves of runs by the way in which they were measured: that of most runs first. */
function basesOf(runs: readonly string[], records: Records, quantity: QuantityName, axes: AxesByRun, axis: AxisName) {
  const bases = new Map<string, Basis>()
  for (const run of runs) {
    for (const group of measuredOf(records, run, quantity)) {
      const x = xsOf(
        Float64Array.from(group.values, ({ step }) => step),
        run,
        axes,
        axis,
      )
      if (!x) continue
      const basis = bases.get(group.key) ?? { first: group, curves: [] }
      basis.curves.push({ x, y: Float64Array.from(group.values, ({ value }) => value) })
      bases.set(group.key, basis)
    }
  }
  return [...bases.values()].sort((a, b) => b.curves.length - a.curves.length)
}

/**
 * The mean of what was measured of each group's runs, with its band: a line for each feature network, number of samples, dataset and
 * split, which are never mixed. The one of most runs has the group's line.
 */
export function measuredGroupLines(
  groups: readonly CurveGroup[],
  records: Records,
  quantity: QuantityName,
  axes: AxesByRun,
  { axis, band: kind }: Pick<CurveOptions, 'axis' | 'band'>,
): ChartSeries[] {
  return groups.flatMap(({ key, title, style, runs }) =>
    basesOf(runs, records, quantity, axes, axis).map(({ first, curves }, i): ChartSeries => {
      const dashed = seriesOf(first, style, i)
      const common = {
        ...dashed,
        label: `${title} (${curves.length}) · ${first.words}`,
        ...(i === 0 ? { id: key, style } : { id: `${key} ${first.key}` }),
      }
      const [only, second] = curves
      if (only !== undefined && second === undefined) return { ...common, xs: only.x, values: only.y }
      const band = shownBand(curves)
      return { ...common, xs: band.x, values: band.mean, band: bandEdges(band, kind) }
    }),
  )
}
