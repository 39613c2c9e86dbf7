import { decimate } from '@shared/compare/decimate'
import type { Tokens } from '../app/tokens'
import type { AxisScale, XRange } from './axis'
import { bandPieces, whiskerOf } from './band-shape'
import { mapping, type Plane } from './plane'
import { extremesOf } from './prepared'
import { type ChartSeries, indicesIn } from './series'
import { Simplifier } from './simplify'

/** How the lines are drawn. */
export interface PaintOptions {
  readonly token: Tokens
  readonly hidden: ReadonlySet<string>
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Pixels by which a stroked line may be off: nobody sees them. */
const UNSEEN = 0.2

/** Lines from which on dashes are left to the one that stands out: they cost most of the time and tell nobody apart. */
export const MANY = 24

/** How opaque a whisker is, in hexadecimal digits. */
const WHISKER = '99'

/** A `#rrggbb` colour with an alpha of two hexadecimal digits. */
export const withAlpha = (colour: string, alpha: string): string => `${colour}${alpha}`

/** Tells the pixels of a line from left to right, and where it breaks. */
export function trace(
  xs: Float64Array,
  values: Float64Array,
  plane: Plane,
  point: (x: number, y: number) => void,
  gap: () => void,
): void {
  const x = mapping(plane.x, plane.xScale, plane.left, plane.width)
  const y = mapping(plane.y, plane.yScale, plane.top + plane.height, -plane.height)
  const [logX, logY] = [plane.xScale === 'logarithmic', plane.yScale === 'logarithmic']
  const view = { from: plane.x.min, to: plane.x.max, columns: plane.width, scale: logX ? 'log' : 'linear' } as const
  const kept = decimate({ x: xs, y: values }, extremesOf(values), view)
  // No iterator and no pairs: hundreds of thousands of points are drawn before this is compiled.
  for (let i = 0; i < kept.length; i++) {
    const index = kept[i] ?? 0
    const rawX = xs[index] ?? 0
    const rawY = values[index] ?? Number.NaN
    const px = x.offset + x.factor * (logX ? Math.log10(rawX) : rawX)
    const py = y.offset + y.factor * (logY ? Math.log10(rawY) : rawY)
    if (Number.isFinite(px) && Number.isFinite(py)) point(px, py)
    else gap()
  }
}

function stroke(context: Context, xs: Float64Array, values: Float64Array, plane: Plane): void {
  let drawing = false
  const line = new Simplifier((x, y) => {
    if (drawing) context.lineTo(x, y)
    else context.moveTo(x, y)
    drawing = true
  }, UNSEEN)
  const end = () => {
    line.end()
    drawing = false
  }
  context.beginPath()
  trace(xs, values, plane, (x, y) => line.point(x, y), end)
  end()
  context.stroke()
}

function fillBand(context: Context, line: ChartSeries, plane: Plane): void {
  const pieces = bandPieces(line, plane)
  context.beginPath()
  for (const { xs, upper, lower } of pieces) {
    for (let i = 0; i < xs.length; i++) {
      if (i === 0) context.moveTo(xs[i] ?? 0, upper[i] ?? 0)
      else context.lineTo(xs[i] ?? 0, upper[i] ?? 0)
    }
    for (let i = xs.length - 1; i >= 0; i--) context.lineTo(xs[i] ?? 0, lower[i] ?? 0)
  }
  context.fill()
  context.beginPath()
  for (const [from, to] of pieces.flatMap(whiskerOf)) {
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
  }
  context.stroke()
}

function drawPoints(context: Context, { xs, values }: ChartSeries, plane: Plane, radius: number): void {
  context.beginPath()
  trace(
    xs,
    values,
    plane,
    (x, y) => {
      context.moveTo(x + radius, y)
      context.arc(x, y, radius, 0, 2 * Math.PI)
    },
    () => undefined,
  )
  context.fill()
}

/** Draws one line with its band and its raw trace. @param weight `thin` among many lines, `lit` for the one that stands out */
function paintLine(
  context: Context,
  line: ChartSeries,
  plane: Plane,
  token: Tokens,
  weight: 'thin' | 'normal' | 'lit',
): void {
  const colour = token(line.style.token)
  if (line.band) {
    context.fillStyle = withAlpha(colour, weight === 'lit' ? '40' : '26')
    context.strokeStyle = withAlpha(colour, WHISKER)
    context.lineWidth = 1.5
    context.setLineDash([])
    fillBand(context, line, plane)
  }
  context.setLineDash([])
  if (line.raw && weight !== 'thin') {
    context.strokeStyle = withAlpha(colour, '33')
    context.lineWidth = 1
    stroke(context, line.rawXs ?? line.xs, line.raw, plane)
  }
  context.strokeStyle = colour
  context.lineWidth = weight === 'lit' ? 2.5 : weight === 'thin' ? 1 : 1.5
  if (weight !== 'thin') context.setLineDash([...line.style.dash])
  stroke(context, line.xs, line.values, plane)
  if (line.points === true) {
    context.fillStyle = colour
    drawPoints(context, line, plane, weight === 'lit' ? 3.5 : 2.5)
  }
}

function clipTo(context: Context, { left, top, width, height }: Plane): void {
  context.beginPath()
  context.rect(left, top - 1, width, height + 2)
  context.clip()
}

/** Draws all lines that are not hidden, each in full. */
export function paintLines(
  context: Context,
  series: readonly ChartSeries[],
  plane: Plane,
  { token, hidden }: PaintOptions,
): void {
  const shown = series.filter(({ id }) => !hidden.has(id))
  const many = shown.length > MANY
  context.save()
  clipTo(context, plane)
  context.lineJoin = many ? 'bevel' : 'round'
  for (const line of shown) paintLine(context, line, plane, token, many ? 'thin' : 'normal')
  context.restore()
}

/** Draws the line that stands out, over the others. */
export function paintLit(context: Context, line: ChartSeries, plane: Plane, token: Tokens): void {
  context.save()
  clipTo(context, plane)
  context.lineJoin = 'round'
  paintLine(context, line, plane, token, 'lit')
  context.restore()
}

/** Values of a raw trace that are looked at for its spread. */
const SAMPLE = 1000
/** Shares of the raw trace that may lie outside of the picture, below and above. */
const OUTSIDE = 0.02

/** Where most of a raw trace lies; spikes do not press the lines together. */
function bulkOf(values: Float64Array, from: number, to: number): XRange | undefined {
  const stride = Math.max(1, Math.floor((to - from) / SAMPLE))
  const sample: number[] = []
  for (let i = from; i < to; i += stride) {
    const value = values[i] ?? Number.NaN
    if (Number.isFinite(value)) sample.push(value)
  }
  sample.sort((a, b) => a - b)
  const [min, max] = [sample[Math.floor(sample.length * OUTSIDE)], sample[Math.ceil(sample.length * (1 - OUTSIDE)) - 1]]
  return min === undefined || max === undefined ? undefined : { min, max }
}

/** The smallest and the largest finite value with indices from `from` to before `to`; undefined without any. */
function reachOf(values: Float64Array, from: number, to: number): XRange | undefined {
  const { low, high } = extremesOf(values).between(from, to)
  const [min, max] = [values[low ?? -1], values[high ?? -1]]
  return min === undefined || max === undefined ? undefined : { min, max }
}

/** What the y axis has to reach over: all of the lines and bands in view, and most of the raw traces; null where nothing is. */
export function heightOf(
  series: readonly ChartSeries[],
  x: XRange,
  yScale: AxisScale,
  hidden: ReadonlySet<string>,
): XRange | null {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const take = (found: XRange | undefined) => {
    if (!found || (yScale === 'logarithmic' && found.max <= 0)) return
    max = Math.max(max, found.max)
    min = Math.min(min, yScale === 'logarithmic' && found.min <= 0 ? found.max : found.min)
  }
  for (const line of series) {
    if (hidden.has(line.id)) continue
    const [from, to] = indicesIn(line.xs, x)
    for (const values of line.band ? [line.values, line.band.low, line.band.high] : [line.values]) {
      take(reachOf(values, from, to))
    }
    if (line.raw && series.length <= MANY) take(bulkOf(line.raw, ...indicesIn(line.rawXs ?? line.xs, x)))
  }
  return min <= max ? { min, max } : null
}
