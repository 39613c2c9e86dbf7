import type { Chart, Plugin } from 'chart.js'
import type { Tokens } from '../app/tokens'
import { type Plane, pixelX, pixelY } from './plane'
import { type ChartMark, type ChartSeries, type ReferenceLine, valueAt } from './series'
import { breakPlaces, CROSS, inside, lineSigns, markRules, toneToken } from './signs'

/** What is drawn around the lines; read at every draw. */
export interface Overlay {
  readonly series: readonly ChartSeries[]
  readonly hidden: ReadonlySet<string>
  readonly highlighted: string | null
  readonly references: readonly ReferenceLine[]
  readonly marks: readonly ChartMark[]
  /** The x that is pointed at, here or in a linked chart. */
  readonly hover: number | null
  /** The part of the x axis that is being dragged over. */
  readonly dragged: readonly [number, number] | null
  readonly token: Tokens
}

/** What the plugin asks its chart for. */
export interface OverlaySource {
  readonly overlay: () => Overlay
  readonly plane: () => Plane | null
  /** Draws the lines. */
  readonly lines: (context: CanvasRenderingContext2D, plane: Plane) => void
}

const FONT = '11px system-ui, sans-serif'
/** Lines at most whose values are dotted under the crosshair. */
const MOST_DOTS = 24

/** Draws the lines and what lies around them: references under, marks and the crosshair over them. */
export function overlayPlugin({ overlay, plane, lines }: OverlaySource): Plugin<'line'> {
  return {
    id: 'studio-overlay',
    afterDatasetsDraw({ ctx }: Chart) {
      const [shown, where] = [overlay(), plane()]
      if (!where) return
      ctx.save()
      ctx.font = FONT
      drawReferences(ctx, where, shown)
      lines(ctx, where)
      drawBreaks(ctx, where, shown)
      drawMarks(ctx, where, shown)
      drawLineMarks(ctx, where, shown)
      drawHover(ctx, where, shown)
      drawDragged(ctx, where, shown)
      ctx.restore()
    },
  }
}

function rule(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.beginPath()
  context.lineWidth = 1
  context.moveTo(fromX, fromY)
  context.lineTo(toX, toY)
  context.stroke()
}

/** Words with what lies under them kept away. */
function words(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string, ground: string) {
  context.setLineDash([])
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = ground
  context.strokeText(text, x, y)
  context.fillStyle = colour
  context.fillText(text, x, y)
}

function drawReferences(context: CanvasRenderingContext2D, plane: Plane, { references, token }: Overlay): void {
  context.textAlign = 'right'
  context.textBaseline = 'bottom'
  for (const { value, label } of references) {
    if (value < plane.y.min || value > plane.y.max) continue
    const y = Math.round(pixelY(plane, value)) + 0.5
    context.strokeStyle = token('border-strong')
    context.setLineDash([2, 4])
    rule(context, plane.left, y, plane.left + plane.width, y)
    context.fillStyle = token('text-3')
    context.fillText(label, plane.left + plane.width - 4, y - 1)
  }
}

/** A cross at the foot of the chart wherever a line begins to be not finite, on a ground of its own: lines lie there too. */
function drawBreaks(
  context: CanvasRenderingContext2D,
  plane: Plane,
  { series, hidden, highlighted, token }: Overlay,
): void {
  context.setLineDash([])
  for (const line of series) {
    if (hidden.has(line.id) || (highlighted !== null && highlighted !== line.id)) continue
    context.beginPath()
    for (const { x, y } of breakPlaces(line, plane)) {
      context.moveTo(x - CROSS, y - CROSS)
      context.lineTo(x + CROSS, y + CROSS)
      context.moveTo(x + CROSS, y - CROSS)
      context.lineTo(x - CROSS, y + CROSS)
    }
    context.lineWidth = 6
    context.strokeStyle = token('bg-1')
    context.stroke()
    context.lineWidth = 2
    context.strokeStyle = token(line.style.token)
    context.stroke()
  }
}

function drawMarks(context: CanvasRenderingContext2D, plane: Plane, { marks, highlighted, token }: Overlay): void {
  context.textBaseline = 'top'
  context.textAlign = 'left'
  for (const { mark, x, left } of markRules(marks, plane, highlighted, (text) => context.measureText(text).width)) {
    const colour = token(toneToken(mark.tone))
    context.strokeStyle = colour
    context.setLineDash([3, 3])
    rule(context, x, plane.top, x, plane.top + plane.height)
    if (left !== null) words(context, mark.label, left, plane.top, colour, token('bg-1'))
  }
}

/** A small sign on its line for what happened to it. */
function drawLineMarks(
  context: CanvasRenderingContext2D,
  plane: Plane,
  { marks, series, hidden, highlighted, token }: Overlay,
): void {
  if (marks.length === 0) return
  context.setLineDash([])
  context.lineWidth = 1.5
  const shown = series.filter(({ id }) => !hidden.has(id) && (highlighted === null || highlighted === id))
  for (const { line, corners } of lineSigns(marks, shown, plane)) {
    context.beginPath()
    for (const { x, y } of corners) context.lineTo(x, y)
    context.closePath()
    context.fillStyle = token('bg-1')
    context.fill()
    context.strokeStyle = token(line.style.token)
    context.stroke()
  }
}

function drawHover(
  context: CanvasRenderingContext2D,
  plane: Plane,
  { series, hidden, highlighted, hover, token }: Overlay,
): void {
  if (hover === null) return
  const x = Math.round(pixelX(plane, hover)) + 0.5
  if (!inside(plane, x)) return
  context.setLineDash([])
  context.strokeStyle = token('border-strong')
  rule(context, x, plane.top, x, plane.top + plane.height)
  const all = series.filter(({ id }) => !hidden.has(id))
  const dotted = all.length > MOST_DOTS ? all.filter(({ id }) => id === highlighted) : all
  for (const line of dotted) {
    const value = valueAt(line, hover)
    if (value === undefined || Number.isNaN(value) || value < plane.y.min || value > plane.y.max) continue
    context.beginPath()
    context.arc(x, pixelY(plane, value), line.id === highlighted ? 4 : 3, 0, 2 * Math.PI)
    context.fillStyle = token(line.style.token)
    context.fill()
    context.lineWidth = 1.5
    context.strokeStyle = token('bg-1')
    context.stroke()
  }
}

function drawDragged(context: CanvasRenderingContext2D, plane: Plane, { dragged, token }: Overlay): void {
  if (dragged === null) return
  const [left, right] = [Math.min(...dragged), Math.max(...dragged)]
  context.fillStyle = `${token('accent')}22`
  context.fillRect(left, plane.top, right - left, plane.height)
  context.strokeStyle = token('accent')
  context.setLineDash([])
  context.lineWidth = 1
  context.strokeRect(Math.round(left) + 0.5, plane.top + 0.5, Math.round(right - left), plane.height - 1)
}
