import { type MetricName, metricNames } from '@shared/runs/metrics'
import type { Run } from '@shared/runs/run'
import type { Traces } from '../training/run-view'

/** The newest value of each metric. */
export type Latest = { readonly [K in MetricName]?: number | null }

/** Steps over which the newest values are averaged while a run has no whole epoch. */
const RECENT = 50

function recentMean(values: readonly (number | null)[]): number | null {
  const recent = values.slice(-RECENT)
  const sum = recent.reduce<number | null>(
    (total, value) => (total === null || value === null ? null : total + value),
    0,
  )
  return sum === null ? null : sum / recent.length
}

/** The means over a run's last whole epoch; before there is one, over its last 50 recorded steps, if traces are given. */
export function latestOf({ epochs }: Pick<Run, 'epochs'>, traces: Traces | undefined): Latest {
  const last = epochs.at(-1)
  if (last) return last.means
  if (!traces) return {}
  const latest: Partial<Record<MetricName, number | null>> = {}
  for (const name of metricNames) if (traces[name].values.length > 0) latest[name] = recentMean(traces[name].values)
  return latest
}
