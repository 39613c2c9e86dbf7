import { type AxisName, onAxis, type RunAxes } from '@shared/compare/axes'
import type { RunRow } from '@shared/compare/row'
import type { QuantityName } from '@shared/measures/measure'
import type { Run } from '@shared/runs/run'
import { runTitle } from '@shared/runs/title'
import type { ChartSeries } from '../../charts/series'
import { groupsOf, seriesOf } from '../../training/measures/measured-series'
import { runStyle } from '../../ui/run-style'

/** What was measured of the runs: a line of points for each way in which each was. The first of a run has the run's line. */
export function measuredLines(
  rows: readonly RunRow[],
  records: ReadonlyMap<string, Run>,
  quantity: QuantityName,
  axes: ReadonlyMap<string, RunAxes>,
  axis: AxisName,
): ChartSeries[] {
  return rows.flatMap((row) => {
    const own = axes.get(row.id)
    return groupsOf(records.get(row.id)?.measuredValues ?? [], quantity).flatMap((group, i) => {
      const line = seriesOf(group, runStyle(row.number), i)
      const xs = axis === 'step' ? line.xs : own && onAxis(line.xs, axis, own)
      const label = `${runTitle(row)} · ${group.words}`
      if (!xs) return []
      return [i === 0 ? { ...line, xs, id: row.id, label, style: runStyle(row.number) } : { ...line, xs, label }]
    })
  })
}
