import { type Epoch, type MetricName, type MetricValue, metricNames } from '@shared/runs/metrics'
import type { StepBatch } from '@shared/runs/run'
import type { EpochSums } from '../checkpoint/manifest'

/** The values of one step. */
export type StepValues = Readonly<Partial<Record<MetricName, number>>>

/** The metrics among what a phase measured. */
export function metricsOf(measures: Readonly<Record<string, number>>): StepValues {
  const values: Partial<Record<MetricName, number>> = {}
  for (const name of metricNames) {
    const value = measures[name]
    if (value !== undefined) values[name] = value
  }
  return values
}

/** The mean of each metric over several updates of one phase. */
export function meanOf(updates: readonly StepValues[]): StepValues {
  const [first, ...rest] = updates
  if (first === undefined || rest.length === 0) return first ?? {}
  const means: Partial<Record<MetricName, number>> = {}
  for (const name of metricNames) {
    if (first[name] === undefined) continue
    means[name] = updates.reduce((sum, values) => sum + (values[name] ?? 0), 0) / updates.length
  }
  return means
}

const finite = (value: number): MetricValue => (Number.isFinite(value) ? value : null)

/** Collects the values of consecutive steps until they are sent. */
export class StepRecorder {
  #firstStep = 0
  #series: Partial<Record<MetricName, MetricValue[]>> = {}

  /** @param step the step's number, from 1 */
  record(step: number, values: StepValues): void {
    if (this.#firstStep === 0) this.#firstStep = step
    for (const name of metricNames) {
      const value = values[name]
      if (value === undefined) continue
      const series = this.#series[name] ?? []
      series.push(finite(value))
      this.#series[name] = series
    }
  }

  /** What was collected since the last call; undefined for nothing. */
  take(): StepBatch | undefined {
    if (this.#firstStep === 0) return undefined
    const batch = { firstStep: this.#firstStep, series: this.#series }
    this.#firstStep = 0
    this.#series = {}
    return batch
  }
}

export const noSums: EpochSums = { steps: 0, sums: {} }

/** The sums of an epoch with one more step. Values are added in the order of the steps, so that a resume adds to the same bits. */
export function addStep({ steps, sums }: EpochSums, values: StepValues): EpochSums {
  const next: Partial<Record<MetricName, MetricValue>> = {}
  for (const name of metricNames) {
    const value = values[name]
    if (value === undefined) continue
    const sum = steps === 0 ? 0 : (sums[name] ?? null)
    next[name] = sum === null ? null : finite(sum + value)
  }
  return { steps: steps + 1, sums: next }
}

/** The means over the steps of an epoch. @param epoch its number, from 1 @param step its last step */
export function epochMeans({ steps, sums }: EpochSums, epoch: number, step: number): Epoch {
  const means: Partial<Record<MetricName, MetricValue>> = {}
  for (const name of metricNames) {
    const sum = sums[name]
    if (sum !== undefined) means[name] = sum === null ? null : sum / steps
  }
  return { epoch, step, means }
}
