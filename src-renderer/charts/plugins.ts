import type { Chart, Plugin } from 'chart.js'
import type { ChartMark, ReferenceLine } from './series'

/** What the drawing plugins need beside the chart; read at every draw. */
export interface Overlay {
  readonly references: readonly ReferenceLine[]
  /** In rising order. */
  readonly marks: readonly ChartMark[]
  /** The x that is pointed at, here or in a linked chart. */
  readonly hover: number | null
  readonly lineColour: string
  readonly textColour: string
  readonly font: string
}

/** Draws reference lines with their labels, and the vertical line at the x that is pointed at. */
export function overlayPlugin(overlay: () => Overlay): Plugin<'line'> {
  return {
    id: 'studio-overlay',
    beforeDatasetsDraw: (chart) => {
      drawReferences(chart, overlay())
      drawMarks(chart, overlay())
    },
    afterDatasetsDraw: (chart) => drawHover(chart, overlay()),
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

/** A dashed line at each marked place, with its label where that does not run into the one before it. */
function drawMarks(chart: Chart, { marks, lineColour, textColour, font }: Overlay): void {
  const { ctx, chartArea, scales } = chart
  const axis = scales['x']
  if (!axis) return
  ctx.save()
  ctx.font = font
  ctx.textAlign = 'left'
  ctx.textBaseline = 'top'
  ctx.setLineDash([4, 3])
  let free = chartArea.left
  for (const { step, label } of marks) {
    if (step < axis.min || step > axis.max) continue
    const x = Math.round(axis.getPixelForValue(step)) + 0.5
    ctx.strokeStyle = lineColour
    line(ctx, x, chartArea.top, x, chartArea.bottom)
    const { width } = ctx.measureText(label)
    const fitsRight = x + 4 + width <= chartArea.right
    const from = fitsRight ? x + 4 : x - 4 - width
    if (from < free) continue
    ctx.fillStyle = textColour
    ctx.fillText(label, from, chartArea.top + 2)
    free = Math.max(x, from + width) + 8
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
