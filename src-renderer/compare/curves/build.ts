import { type AxisName, onAxis, type RunAxes } from '@shared/compare/axes'
import { type Band, bandOf, evenGrid, unionOf, withExtremesBetween } from '@shared/compare/bands'
import type { RunCurve } from '@shared/compare/curves'
import type { Curve } from '@shared/compare/decimate'
import { smooth } from '@shared/compare/smoothing'
import type { ChartSeries } from '../../charts/series'
import type { RunStyle } from '../../ui/run-style'

/** A run whose curve is drawn. */
export interface CurveRun {
  readonly id: string
  readonly title: string
  readonly style: RunStyle
}

/** Runs that are drawn as one mean with a band. */
export interface CurveGroup {
  readonly key: string
  readonly title: string
  readonly style: RunStyle
  /** Those whose mean is drawn: of each setup one for each seed, as in the table. */
  readonly runs: readonly string[]
  /** Those that repeat a seed; the group's line is theirs too. */
  readonly repeated: readonly string[]
}

/** A curve as it was read. */
export interface ShownCurve extends RunCurve {
  /** The weight of the past by which it was smoothed before it was thinned; missing where it has every value as it is. */
  readonly smoothed?: number
}

/** What the curves of the chosen runs are drawn from. */
export interface CurveData {
  /** By run and then by metric. */
  readonly curves: ReadonlyMap<string, ReadonlyMap<string, ShownCurve>>
  readonly axes: ReadonlyMap<string, RunAxes>
}

export interface CurveOptions {
  readonly axis: AxisName
  /** Weight of the past. */
  readonly smoothing: number
  readonly band: 'deviation' | 'extremes'
}

/** Keeps the last result for each array, so that a change of one chart option computes only what hangs on it. */
class Kept<T> {
  readonly #values = new WeakMap<Float64Array, { readonly key: string; readonly value: T }>()

  of(array: Float64Array, key: string, make: () => T): T {
    const known = this.#values.get(array)
    if (known?.key === key) return known.value
    const value = make()
    this.#values.set(array, { key, value })
    return value
  }
}

const smoothed = new Kept<Float64Array>()
const placed = new Kept<Float64Array | undefined>()

const smoothOf = (values: Float64Array, weight: number): Float64Array =>
  weight === 0 ? values : smoothed.of(values, `${weight}`, () => smooth(values, weight))

function xsOf({ run, x, y }: RunCurve, axis: AxisName, axes: CurveData['axes']): Float64Array | undefined {
  if (axis === 'step') return x
  const own = axes.get(run)
  // By the values: curves of the same steps share their x.
  return own && placed.of(y, `${run} ${axis} ${own[axis]?.values.at(-1) ?? 0}`, () => onAxis(x, axis, own))
}

/** A line that is smoothed when somebody asks for its values: charts that wait for their turn or are not in sight never do. */
class SmoothedLine implements ChartSeries {
  constructor(
    private readonly line: Omit<ChartSeries, 'values' | 'raw'>,
    readonly raw: Float64Array,
    private readonly weight: number,
  ) {}

  get id() {
    return this.line.id
  }

  get label() {
    return this.line.label
  }

  get style() {
    return this.line.style
  }

  get xs() {
    return this.line.xs
  }

  get points() {
    return this.raw.length === 1
  }

  get values() {
    return smoothOf(this.raw, this.weight)
  }
}

/** The curve of each run that has one and whose axis is known: smoothed, with the raw trace behind it. */
export function runLines(
  runs: readonly CurveRun[],
  metric: string,
  { curves, axes }: CurveData,
  { axis, smoothing }: CurveOptions,
): ChartSeries[] {
  return runs.flatMap(({ id, title, style }) => {
    const curve = curves.get(id)?.get(metric)
    const xs = curve && xsOf(curve, axis, axes)
    if (!curve || !xs || xs.length === 0) return []
    const common = { id, label: title, style, xs }
    if (curve.smoothed !== undefined) {
      return [{ ...common, values: curve.y, points: curve.y.length === 1, derived: curve.smoothed > 0 }]
    }
    if (smoothing > 0) return [new SmoothedLine(common, curve.y, smoothing)]
    return [{ ...common, values: curve.y, points: curve.y.length === 1 }]
  })
}

/** Places of a mean at most. */
const MOST_PLACES = 3000

/** Curves as their mean and band: at each of their places or, where those are too many, at even ones, with the extremes between them. */
export function shownBand(curves: readonly Curve[]): Band {
  const all = unionOf(curves)
  if (all.length <= MOST_PLACES) return bandOf(curves, all)
  return withExtremesBetween(bandOf(curves, evenGrid(all[0] ?? 0, all.at(-1) ?? 1, MOST_PLACES)), curves)
}

/** The area around a mean: plus and minus the deviation, or from the smallest to the largest. */
export function bandEdges(band: Band, kind: CurveOptions['band']): NonNullable<ChartSeries['band']> {
  if (kind === 'extremes') return { low: band.min, high: band.max }
  const at = (sign: 1 | -1) => band.mean.map((mean, i) => mean + sign * (band.deviation[i] ?? Number.NaN))
  return { low: at(-1), high: at(1) }
}

/** The mean of each group's smoothed curves with its band: plus and minus the deviation, or from the smallest to the largest. */
export function groupLines(
  groups: readonly CurveGroup[],
  metric: string,
  { curves, axes }: CurveData,
  { axis, smoothing, band: kind }: CurveOptions,
): ChartSeries[] {
  return groups.flatMap(({ key, title, style, runs }) => {
    const own = runs.flatMap((id) => {
      const curve = curves.get(id)?.get(metric)
      const x = curve && xsOf(curve, axis, axes)
      return curve && x && x.length > 0
        ? [{ x, y: curve.smoothed === undefined ? smoothOf(curve.y, smoothing) : curve.y }]
        : []
    })
    const [first, second] = own
    if (first === undefined) return []
    const label = `${title} (${own.length})`
    const common = { id: key, label, style, derived: smoothing > 0 }
    if (second === undefined) return [{ ...common, xs: first.x, values: first.y }]
    const band = shownBand(own)
    return [{ ...common, xs: band.x, values: band.mean, band: bandEdges(band, kind) }]
  })
}
