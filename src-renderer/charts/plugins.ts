import type { Chart, Plugin } from 'chart.js'
import type { ChartMark, ReferenceLine } from './series'

/** What the drawing plugins need beside the chart; read at every draw. */
export interface Overlay {
  readonly references: readonly ReferenceLine[]
  readonly marks: readonly ChartMark[]
  readonly toneColour: (tone: ChartMark['tone']) => string
  /** The x that is pointed at, here or in a linked chart. */
  readonly hover: number | null
  readonly lineColour: string
  readonly textColour: string
  /** Lies under the words of marks, so that lines do not cross them. */
  readonly background: string
  readonly font: string
}

/** Draws reference lines with their labels, and the vertical line at the x that is pointed at. */
export function overlayPlugin(overlay: () => Overlay): Plugin<'line'> {
  return {
    id: 'studio-overlay',
    beforeDatasetsDraw: (chart) => drawReferences(chart, overlay()),
    afterDatasetsDraw(chart) {
      const shown = overlay()
      drawMarks(chart, shown)
      drawHover(chart, shown)
    },
  }
}

function drawReferences(chart: Chart, { references, lineColour, textColour, font }: Overlay): void {
  const { ctx, chartArea, scales } = chart
  const axis = scales['y']
  if (!axis) return
  ctx.save()
  ctx.font = font
  ctx.textAlign = 'right'
  ctx.textBaseline = 'bottom'
  for (const { value, label } of references) {
    if (value < axis.min || value > axis.max) continue
    const y = Math.round(axis.getPixelForValue(value)) + 0.5
    ctx.strokeStyle = lineColour
    ctx.setLineDash([2, 4])
    line(ctx, chartArea.left, y, chartArea.right, y)
    ctx.fillStyle = textColour
    ctx.fillText(label, chartArea.right - 4, y - 1)
  }
  ctx.restore()
}

/** Pixels between two words of marks. */
const GAP = 8

function drawMarks(chart: Chart, { marks, toneColour, background, font }: Overlay): void {
  const { ctx, chartArea, scales } = chart
  const axis = scales['x']
  if (!axis) return
  ctx.save()
  ctx.font = font
  ctx.textBaseline = 'top'
  let end = Number.NEGATIVE_INFINITY
  for (const { step, label, tone } of marks) {
    if (step < axis.min || step > axis.max) continue
    const x = Math.round(axis.getPixelForValue(step)) + 0.5
    ctx.strokeStyle = toneColour(tone)
    ctx.setLineDash([3, 3])
    line(ctx, x, chartArea.top, x, chartArea.bottom)
    const { width } = ctx.measureText(label)
    const left = x + 4 + width > chartArea.right ? x - 4 - width : x + 4
    // A word that would lie over the one before it is left out; the line stays.
    if (left < Math.max(end + GAP, chartArea.left)) continue
    ctx.textAlign = 'left'
    ctx.setLineDash([])
    ctx.lineWidth = 3
    ctx.strokeStyle = background
    ctx.strokeText(label, left, chartArea.top)
    ctx.fillStyle = toneColour(tone)
    ctx.fillText(label, left, chartArea.top)
    end = left + width
  }
  ctx.restore()
}

function drawHover(chart: Chart, { hover, lineColour }: Overlay): void {
  const { ctx, chartArea, scales } = chart
  const axis = scales['x']
  if (!axis || hover === null || hover < axis.min || hover > axis.max) return
  const x = Math.round(axis.getPixelForValue(hover)) + 0.5
  ctx.save()
  ctx.strokeStyle = lineColour
  line(ctx, x, chartArea.top, x, chartArea.bottom)
  ctx.restore()
}

function line(ctx: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.beginPath()
  ctx.lineWidth = 1
  ctx.moveTo(fromX, fromY)
  ctx.lineTo(toX, toY)
  ctx.stroke()
}
