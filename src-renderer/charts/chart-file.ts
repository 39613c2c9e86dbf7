import type { Tokens } from '../app/tokens'
import type { LineChart, TickText } from './line-chart'
import { type Plane, pixelX, pixelY, trace } from './line-painter'
import type { ChartSeries, ReferenceLine } from './series'

/** A chart as it stands in the window, for a file. */
export interface ChartPicture {
  readonly title: string
  readonly chart: LineChart
  readonly plane: Plane
  readonly series: readonly ChartSeries[]
  readonly references: readonly ReferenceLine[]
  readonly tickX: TickText
  readonly tickY: TickText
  readonly token: Tokens
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const at = (value: number): string => value.toFixed(1)

/** Room for the title above, and for a line of the legend below. */
const HEAD = 28
const LEGEND = 20

function pathOf(xs: Float64Array, values: Float64Array, plane: Plane): string {
  const parts: string[] = []
  let drawing = false
  trace(
    xs,
    values,
    plane,
    (x, y) => {
      parts.push(`${drawing ? 'L' : 'M'}${at(x)} ${at(y)}`)
      drawing = true
    },
    () => {
      drawing = false
    },
  )
  return parts.join('')
}

function bandPath({ xs, band }: ChartSeries, plane: Plane): string | undefined {
  if (!band) return undefined
  const [upper, lower] = [pathOf(xs, band.high, plane), pathOf(xs, band.low, plane)]
  const back = lower.split(/[ML]/).filter(Boolean).reverse()
  return upper === '' || back.length === 0 ? undefined : `${upper}L${back.join('L')}Z`
}

/** The chart as an SVG document: axes, references, bands, lines and a legend, with what is in view. */
export function chartSvg({ title, chart, plane, series, references, tickX, tickY, token }: ChartPicture): string {
  const width = Math.round(chart.width)
  const columns = Math.max(1, Math.floor(width / 220))
  const rows = Math.ceil(series.length / columns)
  const height = HEAD + Math.round(chart.height) + rows * LEGEND + 8
  const [right, bottom] = [plane.left + plane.width, plane.top + plane.height]
  const ticks = (axis: 'x' | 'y'): number[] => chart.scales[axis]?.ticks.map(({ value }) => value) ?? []
  const lines: string[] = []
  for (const value of ticks('y')) {
    const y = at(pixelY(plane, value))
    lines.push(`<path d="M${plane.left} ${y}H${right}" stroke="${token('border')}"/>`)
    lines.push(
      `<text x="${plane.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${escaped(tickY(value))}</text>`,
    )
  }
  for (const value of ticks('x')) {
    const x = at(pixelX(plane, value))
    lines.push(`<text x="${x}" y="${bottom + 18}" text-anchor="middle">${escaped(tickX(value))}</text>`)
  }
  for (const { value, label } of references) {
    if (value < plane.y.min || value > plane.y.max) continue
    const y = at(pixelY(plane, value))
    lines.push(`<path d="M${plane.left} ${y}H${right}" stroke="${token('border-strong')}" stroke-dasharray="2 4"/>`)
    lines.push(`<text x="${right - 4}" y="${y}" dy="-2" text-anchor="end">${escaped(label)}</text>`)
  }
  const drawn = series.flatMap((line) => {
    const colour = token(line.style.token)
    const dash = line.style.dash.length > 0 ? ` stroke-dasharray="${line.style.dash.join(' ')}"` : ''
    const band = bandPath(line, plane)
    return [
      ...(band ? [`<path d="${band}" fill="${colour}" fill-opacity="0.15"/>`] : []),
      ...(line.raw
        ? [
            `<path d="${pathOf(line.rawXs ?? line.xs, line.raw, plane)}" fill="none" stroke="${colour}" stroke-opacity="0.2"/>`,
          ]
        : []),
      `<path d="${pathOf(line.xs, line.values, plane)}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"${dash}/>`,
    ]
  })
  const legend = series.map((line, i) => {
    const [x, y] = [plane.left + (i % columns) * 220, chart.height + Math.floor(i / columns) * LEGEND + 10]
    const dash = line.style.dash.length > 0 ? ` stroke-dasharray="${line.style.dash.join(' ')}"` : ''
    const sign = `<path d="M${x} ${y}h20" stroke="${token(line.style.token)}" stroke-width="2"${dash}/>`
    return `${sign}<text x="${x + 28}" y="${y}" dominant-baseline="middle">${escaped(line.label)}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${token('bg-1')}"/>`,
    `<g font-family="system-ui, sans-serif" font-size="11" fill="${token('text-2')}">`,
    `<text x="12" y="19" font-size="13" font-weight="600" fill="${token('text-1')}">${escaped(title)}</text>`,
    `<g transform="translate(0 ${HEAD})">`,
    `<clipPath id="plot"><rect x="${plane.left}" y="${plane.top}" width="${plane.width}" height="${plane.height}"/></clipPath>`,
    ...lines,
    `<g clip-path="url(#plot)">${drawn.join('')}</g>`,
    ...legend,
    '</g></g></svg>',
    '',
  ].join('\n')
}

/** The chart as a PNG at the pixels of the window, with its title above and its legend below. */
async function chartPng(picture: ChartPicture): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(chartSvg(picture))}`
  await image.decode()
  const ratio = Math.max(2, window.devicePixelRatio)
  const canvas = new OffscreenCanvas(Math.ceil(image.width * ratio), Math.ceil(image.height * ratio))
  const context = canvas.getContext('2d')
  context?.scale(ratio, ratio)
  context?.drawImage(image, 0, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}

/** A chart as the bytes of a file. */
export const chartFile = async (format: 'png' | 'svg', picture: ChartPicture): Promise<Blob> =>
  format === 'svg' ? new Blob([chartSvg(picture)], { type: 'image/svg+xml' }) : chartPng(picture)
