import { describe, expect, it } from 'vitest'
import { bandPieces } from '../../../../src-renderer/charts/band-shape'
import { type ChartPicture, chartSvg } from '../../../../src-renderer/charts/chart-file'
import type { ChartSeries } from '../../../../src-renderer/charts/series'

const plane = {
  left: 50,
  top: 4,
  width: 100,
  height: 100,
  x: { min: 0, max: 100 },
  y: { min: 0, max: 10 },
  xScale: 'linear',
  yScale: 'linear',
} as const
const style = { token: 'run-1', dash: [] } as const
const line = (id: string, xs: readonly number[], values: readonly number[], more: Partial<ChartSeries> = {}) => ({
  id,
  label: `Run ${id}`,
  style,
  xs: Float64Array.from(xs),
  values: Float64Array.from(values),
  ...more,
})
const picture = (series: readonly ChartSeries[], marks: ChartPicture['marks'] = []): string =>
  chartSvg({
    title: 'Loss',
    width: 160,
    height: 130,
    ticks: { x: [0, 100], y: [0, 10] },
    plane,
    series,
    references: [],
    marks,
    widthOf: (text) => 6 * text.length,
    tickX: String,
    tickY: String,
    token: (name) => `#${name}`,
  })

describe('a chart as SVG', () => {
  it('has a circle where a run has a single value', () => {
    const svg = picture([line('a', [50], [5], { points: true })])
    expect(svg).toContain('<circle cx="100.0" cy="54.0" r="2.5" fill="#run-1"/>')
    expect(svg).not.toContain('alert')
    expect(picture([line('a', [0, 50], [5, 5])])).not.toContain('<circle')
  })

  it('has a cross at the foot where a curve stops being finite', () => {
    const svg = picture([line('a', [0, 20, 40], [5, Number.NaN, 5])])
    expect(svg).toContain('<path d="M66.0 94.0L74.0 102.0M74.0 94.0L66.0 102.0" stroke="#run-1" stroke-width="2"/>')
    expect(picture([line('a', [0, 20, 40], [5, 5, 5])])).not.toContain('stroke-width="6"')
  })

  it('has a sign with its words on the line that something happened to, and a line for what happened to all', () => {
    const svg = picture(
      [line('a', [0, 100], [5, 5])],
      [
        { step: 0, label: 'diverges < 3', tone: 'bad', line: 'a' },
        { step: 0, label: 'of another', tone: 'bad', line: 'b' },
        { step: 50, label: 'resumed', tone: 'quiet' },
      ],
    )
    expect(svg).toContain('M50.0 49.0L55.0 58.0L45.0 58.0Z')
    expect(svg).toContain('<title>Run a: diverges &lt; 3</title>')
    expect(svg).toContain('>△ alert</text>')
    expect(svg).not.toContain('of another')
    expect(svg).toContain('<path d="M100.5 4v100" stroke="#text-3" stroke-dasharray="3 3"/>')
    expect(svg).toContain('>resumed</text>')
  })

  it('has a band in pieces between its gaps', () => {
    const band = { low: Float64Array.of(1, 1, Number.NaN, 2, 2), high: Float64Array.of(3, 3, 3, 4, 4) }
    const svg = picture([line('a', [0, 20, 40, 60, 80], [2, 2, 2, 3, 3], { band })])
    expect(svg).toContain('d="M50.0 74.0L70.0 74.0L70.0 94.0L50.0 94.0ZM110.0 64.0L130.0 64.0L130.0 84.0L110.0 84.0Z"')
  })
})

describe('a band of a single place', () => {
  it('is a whisker, which has a width where an area has none', () => {
    const band = { low: Float64Array.of(2), high: Float64Array.of(8) }
    const svg = picture([line('a', [50], [5], { band, points: true })])
    expect(svg).toContain('<path d="M100.0 24.0L100.0 84.0M96.0 24.0L104.0 24.0M96.0 84.0L104.0 84.0"')
    expect(svg).not.toContain('fill-opacity')
  })
})

describe('the legend of a file', () => {
  it('has room for its longest name', () => {
    const svg = picture([line('a'.repeat(100), [50], [5])])
    expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeGreaterThanOrEqual(50 + 28 + 6 * 104)
  })
})

describe('a band', () => {
  it('has the smallest and the largest edge of each column of pixels', () => {
    const xs = Float64Array.from({ length: 10_000 }, (_, i) => i / 100)
    const edge = (plain: number, spike: number) => xs.map((_, i) => (i === 4567 ? spike : plain))
    const [piece, ...others] = bandPieces({ xs, band: { low: edge(4, 1), high: edge(6, 9) } }, plane)
    expect(others).toEqual([])
    expect(piece?.xs.length).toBeLessThanOrEqual(101)
    expect(Math.min(...(piece?.upper ?? []))).toBeCloseTo(14, 9)
    expect(Math.max(...(piece?.lower ?? []))).toBeCloseTo(94, 9)
  })
})
