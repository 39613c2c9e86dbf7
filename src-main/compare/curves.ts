import type { AxisKnots, RunAxes } from '@shared/compare/axes'
import type { CurveParts, RunCurve } from '@shared/compare/curves'
import { decimate } from '@shared/compare/decimate'
import { Extremes } from '@shared/compare/extremes'
import { imagesByStep } from '@shared/compare/images'
import { importedQuantity } from '@shared/compare/imported-metric'
import { smooth } from '@shared/compare/smoothing'
import { QuantityName } from '@shared/measures/measure'
import { comparisonKey, latestOf } from '@shared/measures/measured-value'
import { MetricName } from '@shared/runs/metrics'
import type { RunSummary } from '@shared/runs/run'
import { ConsecutiveSteps } from '@shared/runs/steps'
import type { Store } from '../store/store'
import type { SettingsCache } from './settings-cache'

/** How curves are read. */
interface Reading {
  /** How many points of a curve are kept at most, its extremes among them; null for all. */
  readonly points: number | null
  /** The weight of the past with which all values are smoothed, before they are thinned; 0 leaves them. */
  readonly smoothing: number
}

function smoothedOf(curve: RunCurve, smoothing: number): RunCurve {
  return smoothing === 0 ? curve : { ...curve, y: smooth(curve.y, smoothing) }
}

function thinned(curve: RunCurve, points: number | null): RunCurve {
  const { x, y } = curve
  if (points === null || x.length <= points) return curve
  const [from, to] = [x[0] ?? 0, x.at(-1) ?? 0]
  // A column of pixels keeps up to five points.
  const columns = Math.max(1, Math.floor(points / 5) - 2)
  const kept = decimate(curve, new Extremes(y), { from, to, columns, scale: 'linear' })
  return {
    ...curve,
    x: Float64Array.from(kept, (index) => x[index] ?? 0),
    y: Float64Array.from(kept, (index) => y[index] ?? 0),
  }
}

function measuredCurve(store: Store, run: string, name: QuantityName): RunCurve | undefined {
  const values = store.measuredValues.list(run)
  const newest = latestOf(values, name)
  if (newest === undefined) return undefined
  const key = comparisonKey(newest)
  // Of several seeds at one step the last one stands.
  const bySteps = new Map(values.filter((one) => comparisonKey(one) === key).map((one) => [one.step, one.value]))
  return { run, name, x: Float64Array.from(bySteps.keys()), y: Float64Array.from(bySteps.values()) }
}

function curveOf(store: Store, { id: run, external }: ReadRun, name: string): RunCurve | undefined {
  if (external) {
    const quantity = importedQuantity(name)
    const series =
      store.external.series(run, name) ?? (quantity === undefined ? undefined : store.external.series(run, quantity))
    return series && { run, name, x: series.steps, y: series.values }
  }
  const metric = MetricName.safeParse(name)
  if (metric.success) {
    const { steps, values } = store.metrics.read(run, metric.data)
    return steps.length === 0 ? undefined : { run, name, x: steps, y: values }
  }
  const quantity = QuantityName.safeParse(name)
  return quantity.success ? measuredCurve(store, run, quantity.data) : undefined
}

/** A run whose curves are read. */
export interface ReadRun {
  readonly id: string
  /** Whether it was imported. */
  readonly external: boolean
}

/** The curves of some names that runs have; a measured quantity has the values that were measured in the same way as the newest. */
export function readCurves(
  store: Store,
  runs: readonly ReadRun[],
  names: readonly string[],
  { points, smoothing }: Reading,
): RunCurve[] {
  return runs.flatMap((run) =>
    names.flatMap((name) => {
      const curve = curveOf(store, run, name)
      return curve === undefined ? [] : [thinned(smoothedOf(curve, smoothing), points)]
    }),
  )
}

/** The same curves whole, for `packCurves`: metrics are in pieces, so that they are copied once. */
export function readWhole(store: Store, runs: readonly ReadRun[], names: readonly string[]): (RunCurve | CurveParts)[] {
  const consecutive = new ConsecutiveSteps()
  return runs.flatMap((run) =>
    names.flatMap((name): (RunCurve | CurveParts)[] => {
      const metric = MetricName.safeParse(name)
      if (run.external || !metric.success) {
        const curve = curveOf(store, run, name)
        return curve === undefined ? [] : [curve]
      }
      const { steps, parts } = store.metrics.parts(run.id, metric.data, consecutive)
      return steps.length === 0 ? [] : [{ run: run.id, name, x: steps, y: parts }]
    }),
  )
}

const known = (knots: AxisKnots): AxisKnots | null => (knots.steps.length < 2 ? null : knots)

function epochsOf(store: Store, { id, progress: { step, epoch, stepsPerEpoch } }: RunSummary): AxisKnots | null {
  const ends = store.epochs.ends(id)
  const steps = [0, ...ends.map((end) => end.step)]
  const values = [0, ...ends.map((end) => end.epoch)]
  const last = steps.at(-1) ?? 0
  if (step > last && stepsPerEpoch > 0) {
    steps.push(step)
    values.push(Math.max(epoch, values.at(-1) ?? 0) + (step - last) / stepsPerEpoch)
  }
  return known({ steps, values })
}

function timeOf(store: Store, { id, progress, trainingSeconds }: RunSummary): AxisKnots | null {
  const { steps, values } = store.clock.knots(id)
  const isLater = progress.step > (steps.at(-1) ?? 0) && trainingSeconds > (values.at(-1) ?? 0)
  return known(isLater ? { steps: [...steps, progress.step], values: [...values, trainingSeconds] } : { steps, values })
}

/** How a run's steps lie on the other axes. */
export function readAxes(store: Store, cache: SettingsCache, run: string, external: boolean): RunAxes {
  if (external) {
    const timed = store.external.names(run).flatMap((name) => store.external.series(run, name) ?? [])
    const longest = timed.reduce<(typeof timed)[number] | undefined>(
      (most, one) => (one.seconds !== null && one.steps.length > (most?.steps.length ?? 1) ? one : most),
      undefined,
    )
    const time =
      longest === undefined || longest.seconds === null
        ? null
        : { steps: [...longest.steps], values: [...longest.seconds] }
    return { run, epoch: null, images: null, time }
  }
  const config = cache.of([run]).get(run)
  const summary = store.runs.summary(run)
  const { step } = summary.progress
  const images =
    config === undefined || step === 0
      ? null
      : known(imagesByStep(config.batchSize, config.batchesPerStep, store.changes.list(run), step))
  return { run, epoch: epochsOf(store, summary), images, time: timeOf(store, summary) }
}
