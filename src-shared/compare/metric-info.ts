import { MetricName, metrics } from '../runs/metrics'

/** Metrics for which one way is better whatever the objective, among runs on the same images. */
const better: { readonly [K in MetricName]?: 'lower' | 'higher' } = {
  accuracy: 'higher',
  attackedAccuracy: 'higher',
}

/** How a metric of a run is presented; one of an imported run by its own name. Losses say nothing across objectives. */
export function metricInfoOf(name: string): { readonly title: string; readonly better: 'lower' | 'higher' | null } {
  const known = MetricName.safeParse(name)
  if (!known.success) return { title: name, better: null }
  return { title: metrics[known.data].title, better: better[known.data] ?? null }
}
