import type { AxisName } from '@shared/compare/axes'
import type { XRange } from '../../charts/axis'
import { type ChartSeries, firstAtLeast } from '../../charts/series'

interface Part {
  readonly axis: AxisName
  /** What is in view; null for all. */
  readonly range: XRange | null
}

function placesOf({ xs }: ChartSeries, range: XRange | null): readonly [number, number] {
  if (range === null) return [0, xs.length]
  const from = firstAtLeast(xs, range.min)
  let to = firstAtLeast(xs, range.max)
  if (xs[to] === range.max) to++
  return [from, to]
}

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const number = (value: number | undefined): string => (value === undefined || !Number.isFinite(value) ? '' : `${value}`)

const rawOf = ({ raw, values, derived }: ChartSeries): Float64Array | undefined =>
  raw ?? (derived === true ? undefined : values)

/**
 * The lines as a CSV table in long form: run, x, value, what the value was smoothed from where that is here and, where a line has a
 * band, its edges. Not finite ones are empty.
 */
export function seriesCsv(series: readonly ChartSeries[], { axis, range }: Part): string {
  const banded = series.some(({ band }) => band !== undefined)
  const rows = [`run,${axis},value,raw${banded ? ',low,high' : ''}`]
  for (const line of series) {
    const [from, to] = placesOf(line, range)
    const name = cell(line.label)
    const columns = [line.xs, line.values, rawOf(line), ...(banded ? [line.band?.low, line.band?.high] : [])]
    for (let i = from; i < to; i++) {
      rows.push([name, ...columns.map((values) => number(values?.[i]))].join(','))
    }
  }
  return `${rows.join('\n')}\n`
}

const list = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null))

/** The lines as JSON: for each the x and the values; null for those that are not finite. */
export function seriesJson(title: string, series: readonly ChartSeries[], { axis, range }: Part): string {
  const lines = series.map((line) => {
    const [from, to] = placesOf(line, range)
    const part = (values: Float64Array) => list(values.subarray(from, to))
    return {
      label: line.label,
      [axis]: part(line.xs),
      values: part(line.values),
      ...(line.raw ? { raw: part(line.raw) } : {}),
      ...(line.band ? { low: part(line.band.low), high: part(line.band.high) } : {}),
    }
  })
  return `${JSON.stringify({ title, axis, lines }, null, 2)}\n`
}
