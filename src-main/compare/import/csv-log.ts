import { parse } from 'csv-parse/sync'
import type { ExternalPicture, ExternalSeries } from '../../store/external'
import { type Point, seriesOf } from './series'

/** A log as a run, or why it is none. */
export type ReadLog =
  | {
      readonly type: 'run'
      readonly series: readonly ExternalSeries[]
      readonly pictures: readonly ExternalPicture[]
      readonly settings: Readonly<Record<string, string | number | boolean>>
      /** Seconds since the epoch at which it began; null where the log does not say. */
      readonly started: number | null
      readonly notes: readonly string[]
    }
  | { readonly type: 'none'; readonly reason: string }

const stepTitles = ['step', 'global_step', 'global step', '_step', 'iteration', 'iter', 'steps', 'batch', 'epoch']
const timeTitles = ['wall time', 'wall_time', 'timestamp', '_timestamp', 'seconds', 'time', '_runtime']
/** Times above this are moments since the epoch, below it seconds since the start. */
const MOMENT = 1e8
const delimiters = [',', ';', '\t'] as const

const notFinite = new Set(['nan', 'inf', '-inf', 'infinity', '-infinity', 'none', 'null'])

/** A number; NaN for what stands for none; undefined for an empty cell, null for any other text. */
function numberOf(cell: string): number | undefined | null {
  const text = cell.trim()
  if (text === '') return undefined
  if (notFinite.has(text.toLowerCase())) return Number.NaN
  const value = Number(text)
  return Number.isNaN(value) ? null : value
}

function rowsOf(text: string): string[][] {
  const head = text.split('\n', 1)[0] ?? ''
  const delimiter = delimiters.reduce((best, mark) => (head.split(mark).length > head.split(best).length ? mark : best))
  const rows: unknown = parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true })
  if (!Array.isArray(rows)) return []
  return rows.map((row: unknown) => (Array.isArray(row) ? row.map(String) : []))
}

const firstOf = (titles: readonly string[], wanted: readonly string[]): number =>
  wanted.map((title) => titles.indexOf(title)).find((index) => index >= 0) ?? -1

/**
 * A CSV log as a run: a line of titles, then a line a step. Its steps are the column `step`, `global_step`, `iteration`, `epoch` or
 * one alike, else the lines are counted; its times `wall_time`, `timestamp`, `seconds` or one alike. Every other column of numbers is a
 * curve; empty cells are no points, `nan` is a gap. Columns with texts are left out and named.
 */
export function readCsvLog(text: string): ReadLog {
  let rows: string[][]
  try {
    rows = rowsOf(text)
  } catch (error) {
    return { type: 'none', reason: error instanceof Error ? error.message : String(error) }
  }
  const [titleRow, ...lines] = rows
  if (titleRow === undefined || lines.length === 0) return { type: 'none', reason: 'it has no lines below its titles' }
  const titles = titleRow.map((title) => title.trim())
  const plain = titles.map((title) => title.toLowerCase())
  const [stepColumn, timeColumn] = [firstOf(plain, stepTitles), firstOf(plain, timeTitles)]
  const numbers = lines.map((line) => titles.map((_, column) => numberOf(line[column] ?? '')))
  const texts = titles.filter((_, column) => numbers.some((line) => line[column] === null))
  const valueColumns = titles.flatMap((title, column) =>
    column === stepColumn || column === timeColumn || title === '' || texts.includes(title) ? [] : [column],
  )
  const times = numbers.flatMap((line) => line[timeColumn] ?? [])
  const start = times.length === 0 ? 0 : Math.min(...times.slice(0, 1))
  const isMoment = start > MOMENT
  const series = valueColumns.flatMap((column): ExternalSeries[] => {
    const points = numbers.flatMap((line, index): Point[] => {
      const [value, step, time] = [line[column], stepColumn < 0 ? index : line[stepColumn], line[timeColumn]]
      if (value === undefined || value === null || step === undefined || step === null || Number.isNaN(step)) return []
      return [{ step, value, time: time ?? null }]
    })
    return points.length === 0 ? [] : [seriesOf(titles[column] ?? '', points, isMoment ? start : 0)]
  })
  if (series.length === 0) return { type: 'none', reason: 'none of its columns has numbers' }
  const notes = texts.length === 0 ? [] : [`Columns with texts are left out: ${texts.join(', ')}`]
  return { type: 'run', series, pictures: [], settings: {}, started: isMoment ? start : null, notes }
}
