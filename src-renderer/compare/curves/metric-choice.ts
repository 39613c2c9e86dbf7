import { importedName, importedQuantity } from '@shared/compare/imported-metric'
import { metricInfoOf } from '@shared/compare/metric-info'
import type { RunRow } from '@shared/compare/row'
import { type QuantityName, QuantityName as QuantityNames, quantities } from '@shared/measures/measure'
import { MetricName, metricNames, metrics } from '@shared/runs/metrics'
import type { ReferenceLine } from '../../charts/series'

/** A metric that can be drawn. */
export interface MetricChoice {
  readonly value: string
  readonly label: string
}

/** How a metric is presented. */
export interface ShownMetric {
  readonly title: string
  readonly summary: string | undefined
  readonly references: readonly ReferenceLine[]
  /** The quantity, where it was measured of checkpoints and not recorded at every step. */
  readonly quantity: QuantityName | null
}

const importedTitle = (quantity: QuantityName): string => `${quantities[quantity].title}, imported`

function titleOf(name: string): string {
  const imported = importedQuantity(name)
  return imported === undefined ? metricInfoOf(name).title : importedTitle(imported)
}

/** How a metric is presented; one of an imported run by its own name. */
export function metricOf(name: string): ShownMetric {
  const quantity = QuantityNames.safeParse(name)
  if (quantity.success) {
    const { title, summary, better } = quantities[quantity.data]
    return { title: `${title}, ${better} is better`, summary, references: [], quantity: quantity.data }
  }
  const imported = importedQuantity(name)
  if (imported !== undefined) {
    const summary = 'As imported logs have it. How it was measured is not known.'
    return { title: importedTitle(imported), summary, references: [], quantity: null }
  }
  const metric = MetricName.safeParse(name)
  if (!metric.success) return { title: metricInfoOf(name).title, summary: undefined, references: [], quantity: null }
  const { title, summary, reference } = metrics[metric.data]
  return { title, summary, references: reference === undefined ? [] : [reference], quantity: null }
}

/** The names of what runs recorded at their steps, by their last values. Those of imported runs may be anything. */
export function recordedNames(rows: readonly Pick<RunRow, 'source' | 'means'>[]): Set<string> {
  return new Set(
    rows.flatMap(({ source, means }) =>
      source === 'studio' ? Object.keys(means) : Object.keys(means).map(importedName),
    ),
  )
}

/** What can be drawn, each once: what is recorded at every step in the order of the studio, what was measured, and other names. */
export function metricChoices(recorded: ReadonlySet<string>, measured: ReadonlySet<QuantityName>): MetricChoice[] {
  const known: readonly string[] = [...metricNames, ...QuantityNames.options]
  const others = [...recorded].filter((name) => !known.includes(name)).sort()
  return [
    ...metricNames.filter((name) => recorded.has(name)).map((value) => ({ value, label: metrics[value].title })),
    ...QuantityNames.options
      .filter((name) => measured.has(name))
      .map((value) => ({ value, label: quantities[value].title })),
    ...others.map((value) => ({ value, label: titleOf(value) })),
  ]
}
