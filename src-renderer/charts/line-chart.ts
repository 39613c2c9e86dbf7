import {
  CategoryScale,
  type Chart,
  Chart as ChartClass,
  type ChartConfiguration,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from 'chart.js'
import type { Tokens } from '../app/tokens'
import type { AxisScale, XRange } from './axis'
import type { Plane } from './plane'
import { type OverlaySource, overlayPlugin } from './plugins'

ChartClass.register(CategoryScale, LinearScale, LogarithmicScale, LineController, LineElement, PointElement)

export type LineChart = Chart<'line', never[]>

const chartFont = { family: 'system-ui, sans-serif', size: 11 } as const
/** Pixels that every y axis has at least, so that charts below each other line up. */
const AXIS_WIDTH = 44

/** How numbers stand at an axis. */
export type TickText = (value: number) => string

/** A chart with axes alone: its plugin draws the lines, so that nothing is made anew for a frame. */
export function createLineChart(canvas: HTMLCanvasElement, source: OverlaySource): LineChart {
  const config: ChartConfiguration<'line', never[]> = {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      events: [],
      layout: { padding: { top: 4, right: 8 } },
      scales: {
        x: { type: 'linear', ticks: { maxRotation: 0, autoSkipPadding: 24 } },
        y: {
          type: 'linear',
          ticks: { maxTicksLimit: 6 },
          afterFit: (axis) => {
            axis.width = Math.max(axis.width, AXIS_WIDTH)
          },
        },
      },
    },
    plugins: [overlayPlugin(source)],
  }
  return new ChartClass(canvas, config)
}

/** What the axes reach over. */
export interface AxesOptions {
  readonly x: XRange
  readonly y: XRange
  readonly xScale: AxisScale
  readonly yScale: AxisScale
  /** Leaves the y axis exactly as it is; else it is widened to round numbers. */
  readonly exactY: boolean
  readonly tickX: TickText
  readonly tickY: TickText
  readonly token: Tokens
}

/** A range with a width, around the same middle. */
function wide({ min, max }: XRange, scale: AxisScale): XRange {
  if (max > min) return { min, max }
  return scale === 'linear' ? { min: min - 0.5, max: max + 0.5 } : { min: min / 2, max: max * 2 }
}

/** Lays the axes out and draws the chart. */
export function drawAxes(chart: LineChart, options: AxesOptions): void {
  const { token } = options
  const { scales } = chart.options
  const [x, y] = [scales?.['x'], scales?.['y']]
  if (!x || !y) return
  const [across, up] = [wide(options.x, options.xScale), wide(options.y, options.yScale)]
  Object.assign(x, { type: options.xScale, min: across.min, max: across.max })
  Object.assign(
    y,
    { type: options.yScale },
    options.exactY
      ? { min: up.min, max: up.max, suggestedMin: undefined, suggestedMax: undefined }
      : { min: undefined, max: undefined, suggestedMin: up.min, suggestedMax: up.max },
  )
  for (const axis of [x, y]) {
    Object.assign(axis, {
      grid: { color: axis === x ? 'transparent' : token('border'), tickColor: 'transparent' },
      border: { color: token('border') },
    })
    const text = axis === x ? options.tickX : options.tickY
    Object.assign(axis.ticks ?? {}, {
      color: token('text-3'),
      font: chartFont,
      callback: (value: number | string) => text(Number(value)),
    })
  }
  chart.update('none')
}

/** The values at the ticks of an axis. */
export const ticksOf = ({ scales }: LineChart, axis: 'x' | 'y'): number[] =>
  scales[axis]?.ticks.map(({ value }) => value) ?? []

/** Answers with the pixels of a text in the chart's font. */
export function widthsOf({ ctx }: LineChart): (text: string) => number {
  return (text) => {
    ctx.save()
    ctx.font = `${chartFont.size}px ${chartFont.family}`
    const { width } = ctx.measureText(text)
    ctx.restore()
    return width
  }
}

/** Where values lie on a chart; null before it has a size. */
export function planeOf(chart: LineChart, xScale: AxisScale, yScale: AxisScale): Plane | null {
  const { chartArea: area, scales } = chart
  const [x, y] = [scales['x'], scales['y']]
  if (!area || !x || !y || area.right - area.left < 2 || area.bottom - area.top < 2) return null
  const [left, top] = [Math.round(area.left), Math.round(area.top)]
  return {
    left,
    top,
    width: Math.round(area.right) - left,
    height: Math.round(area.bottom) - top,
    x: { min: x.min, max: x.max },
    y: { min: y.min, max: y.max },
    xScale,
    yScale,
  }
}
