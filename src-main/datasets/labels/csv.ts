import { parse } from 'csv-parse/sync'
import type { FileFinder } from './places'

/** Rows that are looked at to find the columns. */
const sampled = 200
const delimiters = [',', ';', '\t', '|'] as const
const labelTitle = /^(label|class|category|target|species|breed|type|kind|y)(s|es)?([ _-]?(name|id))?$/i

type Rows = readonly (readonly string[])[]

function parseRows(text: string): Rows {
  const head = text.slice(0, 4096).split('\n', 1)[0] ?? ''
  const delimiter = delimiters.reduce((best, mark) => (head.split(mark).length > head.split(best).length ? mark : best))
  const rows: unknown = parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true })
  if (!Array.isArray(rows)) return []
  return rows.map((row: unknown) => (Array.isArray(row) ? row.map((cell) => String(cell).trim()) : []))
}

/** The column in which most cells name a file; undefined where fewer than half do. */
function fileColumn(rows: Rows, finder: FileFinder): number | undefined {
  const some = rows.slice(0, sampled)
  const columns = Math.max(0, ...some.map((row) => row.length))
  let best: { column: number; hits: number } | undefined
  for (let column = 0; column < columns; column++) {
    const hits = some.filter((row) => finder.find(row[column] ?? '') !== undefined).length
    if (hits * 2 >= some.length && hits > (best?.hits ?? 0)) best = { column, hits }
  }
  return best?.column
}

/** The column of the class: by its title, else the first one whose values recur and are few. */
function labelColumn(rows: Rows, titles: readonly string[] | undefined, files: number): number | undefined {
  const titled = titles?.findIndex((title, column) => column !== files && labelTitle.test(title)) ?? -1
  if (titled >= 0) return titled
  const columns = Math.max(0, ...rows.slice(0, sampled).map((row) => row.length))
  for (let column = 0; column < columns; column++) {
    if (column === files) continue
    const values = new Set(rows.map((row) => row[column] ?? ''))
    if (values.size >= 2 && values.size <= 256 && values.size * 2 <= rows.length) return column
  }
  return undefined
}

/**
 * The class of each file that a table names: one column holds file names, another classes; both are found by their
 * content. Empty where it is no such table.
 */
export function csvLabels(text: string, finder: FileFinder): Map<string, string> {
  let rows: Rows
  try {
    rows = parseRows(text)
  } catch {
    return new Map()
  }
  const files = fileColumn(rows, finder)
  if (files === undefined) return new Map()
  const titles = finder.find(rows[0]?.[files] ?? '') === undefined ? rows[0] : undefined
  const body = titles === undefined ? rows : rows.slice(1)
  const classes = labelColumn(body, titles, files)
  const labels = new Map<string, string>()
  for (const row of classes === undefined ? [] : body) {
    const path = finder.find(row[files] ?? '')
    const label = row[classes ?? -1] ?? ''
    if (path !== undefined && label !== '') labels.set(path, label.slice(0, 200))
  }
  return labels
}
