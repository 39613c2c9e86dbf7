import type { Tokens } from '../app/tokens'
import { bandPieces, whiskerOf } from './band-shape'
import type { TickText } from './line-chart'
import { trace } from './line-painter'
import { type Place, type Plane, pixelX, pixelY } from './plane'
import type { ChartMark, ChartSeries, ReferenceLine } from './series'
import { breakPlaces, CROSS, lineSigns, markRules, toneToken } from './signs'

/** A chart as it stands in the window, for a file. */
export interface ChartPicture {
  readonly title: string
  /** Pixels of the chart, and the values at its ticks. */
  readonly width: number
  readonly height: number
  readonly ticks: { readonly x: readonly number[]; readonly y: readonly number[] }
  readonly plane: Plane
  readonly series: readonly ChartSeries[]
  readonly references: readonly ReferenceLine[]
  readonly marks: readonly ChartMark[]
  /** Pixels of a text in the chart's font. */
  readonly widthOf: (text: string) => number
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

const pathThrough = (places: readonly Place[]): string => `M${places.map(({ x, y }) => `${at(x)} ${at(y)}`).join('L')}`

/** A band: its area, and whiskers where it has a single place. */
function bandOf(line: ChartSeries, plane: Plane, colour: string): string[] {
  const pieces = bandPieces(line, plane)
  const areas = pieces.flatMap(({ xs, upper, lower }) => {
    const edge = (ys: readonly number[]) => xs.map((x, i) => ({ x, y: ys[i] ?? 0 }))
    return xs.length < 2 ? [] : [`${pathThrough([...edge(upper), ...edge(lower).reverse()])}Z`]
  })
  const whiskers = pieces.flatMap(whiskerOf).map(pathThrough)
  return [
    ...(areas.length === 0 ? [] : [`<path d="${areas.join('')}" fill="${colour}" fill-opacity="0.15"/>`]),
    ...(whiskers.length === 0
      ? []
      : [`<path d="${whiskers.join('')}" stroke="${colour}" stroke-opacity="0.6" stroke-width="1.5"/>`]),
  ]
}

function pointPlaces({ xs, values }: ChartSeries, plane: Plane): Place[] {
  const places: Place[] = []
  trace(
    xs,
    values,
    plane,
    (x, y) => places.push({ x, y }),
    () => undefined,
  )
  return places
}

/** What happened: crosses where lines break, vertical lines with their words, and signs on lines, which tell their words to who points at them. */
function signsOf({ series, marks, plane, widthOf, token }: ChartPicture): string[] {
  const ground = token('bg-1')
  const crosses = series.flatMap((line) =>
    breakPlaces(line, plane).map(({ x, y }) => {
      const [left, right, top, bottom] = [at(x - CROSS), at(x + CROSS), at(y - CROSS), at(y + CROSS)]
      const d = `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`
      return `<path d="${d}" stroke="${ground}" stroke-width="6"/><path d="${d}" stroke="${token(line.style.token)}" stroke-width="2"/>`
    }),
  )
  const rules = markRules(marks, plane, null, widthOf).map(({ mark, x, left }) => {
    const colour = token(toneToken(mark.tone))
    const line = `<path d="M${x} ${plane.top}v${plane.height}" stroke="${colour}" stroke-dasharray="3 3"/>`
    if (left === null) return line
    return `${line}<text x="${at(left)}" y="${plane.top + 10}" fill="${colour}" stroke="${ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escaped(mark.label)}</text>`
  })
  const signs = lineSigns(marks, series, plane).map(({ mark, line, corners }) => {
    const words = `${line.label}: ${mark.label}`
    return `<path d="${pathThrough(corners)}Z" fill="${ground}" stroke="${token(line.style.token)}" stroke-width="1.5"><title>${escaped(words)}</title></path>`
  })
  return [...crosses, ...rules, ...signs]
}

/** What the signs of a chart mean, for a picture that nobody can point at; empty where there are none. */
function signWords({ series, marks, plane }: ChartPicture): string {
  const signs = lineSigns(marks, series, plane).map(({ corners }) => corners.length)
  return [
    ...(signs.includes(3) ? ['△ alert'] : []),
    ...(signs.includes(4) ? ['◇ change or resume'] : []),
    ...(series.some((line) => breakPlaces(line, plane).length > 0) ? ['✕ not finite from here'] : []),
  ].join('   ')
}

/** The chart as an SVG document: axes, references, bands, lines, events, breaks and a legend, with what is in view. */
export function chartSvg(picture: ChartPicture): string {
  const { title, plane, series, references, ticks, tickX, tickY, token } = picture
  const entry = Math.max(220, ...series.map(({ label }) => Math.ceil(picture.widthOf(label)) + 44))
  const width = Math.max(Math.round(picture.width), Math.round(plane.left) + entry)
  const columns = Math.max(1, Math.floor((width - plane.left) / entry))
  const rows = Math.ceil(series.length / columns)
  const meaning = signWords(picture)
  const height = HEAD + Math.round(picture.height) + (rows + (meaning === '' ? 0 : 1)) * LEGEND + 8
  const [right, bottom] = [plane.left + plane.width, plane.top + plane.height]
  const lines: string[] = []
  for (const value of ticks.y) {
    const y = at(pixelY(plane, value))
    lines.push(`<path d="M${plane.left} ${y}H${right}" stroke="${token('border')}"/>`)
    lines.push(
      `<text x="${plane.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${escaped(tickY(value))}</text>`,
    )
  }
  for (const value of ticks.x) {
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
    const points = line.points === true ? pointPlaces(line, plane) : []
    return [
      ...bandOf(line, plane, colour),
      ...(line.raw
        ? [
            `<path d="${pathOf(line.rawXs ?? line.xs, line.raw, plane)}" fill="none" stroke="${colour}" stroke-opacity="0.2"/>`,
          ]
        : []),
      `<path d="${pathOf(line.xs, line.values, plane)}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"${dash}/>`,
      ...points.map(({ x, y }) => `<circle cx="${at(x)}" cy="${at(y)}" r="2.5" fill="${colour}"/>`),
    ]
  })
  const legend = series.map((line, i) => {
    const [x, y] = [plane.left + (i % columns) * entry, picture.height + Math.floor(i / columns) * LEGEND + 10]
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
    ...signsOf(picture),
    ...legend,
    ...(meaning === ''
      ? []
      : [`<text x="${plane.left}" y="${picture.height + rows * LEGEND + 14}">${escaped(meaning)}</text>`]),
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
