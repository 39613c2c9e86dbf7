import type { ExternalSeries } from '../../store/external'

/** A value of a log. */
export interface Point {
  readonly step: number
  readonly value: number
  /** Seconds since the epoch, or since the start; null where the log has no times. */
  readonly time: number | null
}

/**
 * Points as a series: in the order of their steps, of several at one step the one that was logged last; steps below 0 are left out.
 * Times become seconds since `start`, and never go back, even where a clock did.
 */
export function seriesOf(name: string, points: readonly Point[], start: number): ExternalSeries {
  const byStep = new Map<number, Point>()
  for (const point of points) if (point.step >= 0) byStep.set(point.step, point)
  const sorted = [...byStep.values()].sort((a, b) => a.step - b.step)
  let latest = 0
  const seconds = sorted.some(({ time }) => time === null)
    ? null
    : Float64Array.from(sorted, ({ time }) => {
        latest = Math.max(latest, (time ?? start) - start)
        return latest
      })
  return {
    name,
    steps: Float64Array.from(sorted, ({ step }) => step),
    values: Float64Array.from(sorted, ({ value }) => value),
    seconds,
  }
}
