import {
  CategoryScale,
  type Chart,
  Chart as ChartClass,
  type ChartConfiguration,
  type ChartDataset,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from 'chart.js'
import zoom from 'chartjs-plugin-zoom'
import type { Tokens } from '../app/tokens'
import { formatCompact } from '../ui/format/numbers'
import { type Overlay, overlayPlugin } from './plugins'
import { type ChartPoint, type ChartSeries, visiblePoints, type XRange } from './series'

ChartClass.register(CategoryScale, LinearScale, LogarithmicScale, LineController, LineElement, PointElement, zoom)

/** What a line chart is told by its component. */
export interface LineChartEvents {
  /** The person zoomed or moved. */
  readonly onRange: (range: XRange) => void
  readonly overlay: () => Overlay
}

export type LineChart = Chart<'line', ChartPoint[]>

/** A chart without lines on a canvas; `drawSeries` puts them in. */
export function createLineChart(canvas: HTMLCanvasElement, events: LineChartEvents): LineChart {
  const ranged = ({ chart }: { chart: Chart }) => {
    const { min, max } = chart.scales['x'] ?? { min: 0, max: 1 }
    events.onRange({ min, max })
  }
  const config: ChartConfiguration<'line', ChartPoint[]> = {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      events: [],
      elements: { point: { radius: 0, hitRadius: 0 }, line: { borderWidth: 1.5, borderJoinStyle: 'round' } },
      layout: { padding: { top: 4, right: 8 } },
      scales: {
        x: {
          type: 'linear',
          ticks: {
            precision: 0,
            maxRotation: 0,
            autoSkipPadding: 24,
            callback: (value) => (Number.isInteger(value) ? formatCompact(Number(value)) : null),
          },
        },
        y: { type: 'linear', ticks: { maxTicksLimit: 6 } },
      },
      plugins: {
        zoom: {
          zoom: { wheel: { enabled: true }, drag: { enabled: true, threshold: 4 }, mode: 'x', onZoom: ranged },
          pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPan: ranged },
        },
      },
    },
    plugins: [overlayPlugin(events.overlay)],
  }
  return new ChartClass(canvas, config)
}

/** How the lines are to be drawn. */
export interface DrawOptions {
  readonly range: XRange | null
  /** The whole x axis; with a range the limits of zooming. */
  readonly extent: XRange | null
  readonly scale: 'linear' | 'logarithmic'
  readonly hidden: ReadonlySet<string>
  /** The line that stands out; the others fade. */
  readonly highlighted: string | null
  readonly token: Tokens
}

/** Draws lines: only the points that the pixels can show, in the colours of the theme in force. */
export function drawSeries(chart: LineChart, series: readonly ChartSeries[], options: DrawOptions): void {
  const { range, extent, token } = options
  const columns = Math.max(50, Math.floor(chart.chartArea?.width ?? chart.width))
  chart.data.datasets = series
    .filter(({ id }) => !options.hidden.has(id))
    .flatMap((line) => datasetsOf(line, options, (values) => visiblePoints(line.steps, values, range, columns)))
  const { scales } = chart.options
  const [x, y] = [scales?.['x'], scales?.['y']]
  if (!x || !y) return
  const shown = range ?? extent
  Object.assign(x, { min: shown?.min, max: shown?.max })
  Object.assign(y, { type: options.scale })
  for (const axis of [x, y]) {
    Object.assign(axis, {
      grid: { color: axis === x ? 'transparent' : token('border'), tickColor: 'transparent' },
      border: { color: token('border') },
    })
    Object.assign(axis.ticks ?? {}, { color: token('text-3'), font: chartFont })
  }
  const limits = extent ? { x: { min: extent.min, max: extent.max, minRange: 4 } } : {}
  Object.assign(chart.options.plugins?.zoom ?? {}, { limits })
  Object.assign(chart.options.plugins?.zoom?.zoom?.drag ?? {}, {
    backgroundColor: withAlpha(token('accent'), '22'),
    borderColor: token('accent'),
    borderWidth: 1,
  })
  chart.update('none')
}

const chartFont = { family: 'system-ui, sans-serif', size: 11 } as const

function datasetsOf(
  line: ChartSeries,
  { highlighted, token }: DrawOptions,
  points: (values: readonly (number | null)[]) => ChartPoint[],
): ChartDataset<'line', ChartPoint[]>[] {
  const faded = highlighted !== null && highlighted !== line.id
  const colour = token(line.style.token)
  const main = {
    label: line.label,
    data: points(line.values),
    borderColor: faded ? withAlpha(colour, '44') : colour,
    borderDash: [...line.style.dash],
    borderWidth: highlighted === line.id ? 2.5 : 1.5,
    order: highlighted === line.id ? 0 : 1,
    ...(line.points === true
      ? { pointRadius: 2.5, pointBackgroundColor: faded ? withAlpha(colour, '44') : colour }
      : {}),
  }
  if (!line.raw) return [main]
  const raw = { data: points(line.raw), borderColor: withAlpha(colour, faded ? '11' : '33'), borderWidth: 1, order: 2 }
  return [main, raw]
}

/** A `#rrggbb` colour with an alpha of two hexadecimal digits. */
const withAlpha = (colour: string, alpha: string): string => `${colour}${alpha}`
