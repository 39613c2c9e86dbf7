import type { Delta } from '@shared/compare/baseline'
import type { CellValue, Column } from '@shared/compare/columns'
import type { Statistics } from '@shared/compare/group'
import type { RunState } from '@shared/runs/status'
import { formatAgo } from '../../ui/format/dates'
import { formatDuration } from '../../ui/format/durations'
import { formatCompact, formatCount, formatMetric, formatSetting, UNKNOWN } from '../../ui/format/numbers'
import { stateWords } from '../../ui/run-words'

/** Columns that hold counts, which are never in powers of ten. */
const counts: ReadonlySet<string> = new Set(['number', 'step', 'steps', 'epoch', 'alerts', 'seed'])

function numberText(column: Column, value: number): string {
  if (column.id === 'seconds') return formatDuration(value)
  if (column.id === 'images' || column.group === 'networks') return formatCompact(value)
  if (counts.has(column.id) || /\.(samples|step)$/.test(column.id)) return formatCount(value)
  return column.group === 'settings' ? formatSetting(value) : formatMetric(value)
}

const isState = (value: string): value is RunState => value in stateWords

function stateText(state: string): string {
  if (state === 'imported') return 'Imported'
  return isState(state) ? stateWords[state].word : state
}

/** A value of a column in words; what is missing is a dash. */
export function cellText(column: Column, value: CellValue, now: number): string {
  if (value === null) return UNKNOWN
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return column.id === 'state' ? stateText(value) : value
  return column.kind === 'date' ? formatAgo(value, now) : numberText(column, value)
}

/** How many values a group has in a column: `3 values`. */
export const valuesText = ({ id }: Column, count: number): string =>
  `${formatCount(count)} ${id === 'seed' ? 'seeds' : 'values'}`

/** Values that are named one by one. */
const NAMED = 12

/** The values of a group in a column: `1e-4, 2e-4, 1e-3`. */
export function valuesTitle(column: Column, values: readonly CellValue[], now: number): string {
  const named = values.slice(0, NAMED).map((value) => cellText(column, value, now))
  return `${named.join(', ')}${values.length > NAMED ? ` and ${formatCount(values.length - NAMED)} more` : ''}`
}

/** What the values of a group come to: `31.24 ± 0.83`. Two digits of a deviation are known at most. */
export const statisticsText = (column: Column, { mean, deviation }: Statistics): string =>
  deviation === null
    ? numberText(column, mean)
    : `${numberText(column, mean)} ± ${deviationText(column, Number(deviation.toPrecision(2)))}`

function deviationText(column: Column, deviation: number): string {
  const plain = ['measures', 'metrics'].includes(column.group) && deviation >= 1e-3 && deviation < 1e5
  return plain ? String(deviation) : numberText(column, deviation)
}

/** How a value lies to that of the baseline: `−12 %`, or the difference where that is 0; nothing where they are equal. */
export function deltaText(column: Column, delta: Delta): string {
  switch (delta.type) {
    case 'missing':
      return ''
    case 'incomparable':
      return '≠'
    case 'number': {
      const { difference, relative } = delta
      if (difference === 0) return '='
      const sign = difference > 0 ? '+' : '−'
      if (relative === null || column.kind !== 'number') return `${sign}${formatMetric(Math.abs(difference))}`
      const share = Math.abs(relative) * 100
      if (share >= 1000) return `${sign}${formatMetric(Math.abs(difference))}`
      return `${sign}${share < 9.95 ? share.toFixed(1) : share.toFixed(0)} %`
    }
  }
}

/** Why a value has no difference to the baseline. */
export const measuredOtherwise = ({ differs }: Extract<Delta, { readonly type: 'incomparable' }>): string =>
  `Measured otherwise: ${differs.join(', ')}`

/** Pixels that a column takes, by its head and what it holds. */
export function columnWidth(head: string, texts: Iterable<string>): number {
  // The sign of the order needs room beside the head.
  let widest = head.length * 6.4 + 18
  for (const text of texts) widest = Math.max(widest, text.length * 7.2)
  return Math.round(Math.min(220, Math.max(64, widest + 24)))
}
