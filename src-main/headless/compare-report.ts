import { type Delta, deltaOf, hasDeltas } from '@shared/compare/baseline'
import { type CellValue, type Column, differingColumns, meanWords } from '@shared/compare/columns'
import type { RankedSetup, Ranking } from '@shared/compare/ranking'
import type { RunRow } from '@shared/compare/row'
import { type QuantityName, quantities } from '@shared/measures/measure'
import { type ConfigDifference, configDifferences } from '@shared/runs/difference'
import { type MetricName, metrics } from '@shared/runs/metrics'
import type { Run } from '@shared/runs/run'
import { formatCount, formatDuration, formatMetric, formatValue } from './format'
import { formatTable, wrap } from './table'

/** What a comparison says. */
export interface Comparison {
  readonly rows: readonly RunRow[]
  readonly columns: readonly Column[]
  /** The full records of the studio's own runs among them, where they are few enough to compare layer by layer. */
  readonly records: readonly Run[] | null
  /** The column that is ranked, with what can be said; null where there is none to rank by. */
  readonly ranked: { readonly column: Column; readonly ranking: Ranking } | null
  readonly baseline: RunRow | null
}

const compared: readonly MetricName[] = ['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore']

/** The settings in which runs differ: of full records layer by layer, else as the table has them. */
function differencesOf({ rows, columns, records }: Comparison): ConfigDifference[] {
  if (records !== null) return configDifferences(records.map(({ config }) => config))
  return differingColumns(columns, rows).map(({ id, value }) => ({ path: id, values: rows.map(value) }))
}

const setupDocument = ({ setup: { label, rows }, statistics }: RankedSetup) => ({
  setup: label,
  runs: rows.map(({ id }) => id),
  ...statistics,
})

function rankingDocument({ column, ranking }: NonNullable<Comparison['ranked']>) {
  const common = { by: column.id, result: ranking.type, words: ranking.words }
  switch (ranking.type) {
    case 'none':
      return common
    case 'incomparable': {
      const groups = ranking.groups.map(({ basis, runs }) => ({ measured: basis.parts, runs }))
      return { ...common, differs: ranking.differs, groups }
    }
    case 'single':
      return { ...common, setups: [setupDocument(ranking.only)] }
    case 'undecided':
      return { ...common, reason: ranking.reason, setups: ranking.ranked.map(setupDocument) }
    case 'winner':
      return { ...common, winner: ranking.winner.setup.label, setups: ranking.ranked.map(setupDocument) }
  }
}

/** The columns of which differences to the baseline are shown. */
const measuring = (column: Column): boolean => hasDeltas(column) && column.group !== 'run'

function deltasDocument({ rows, columns, baseline }: Comparison) {
  if (baseline === null) return null
  const shown = columns.filter(measuring)
  return {
    baseline: baseline.id,
    runs: rows
      .filter(({ id }) => id !== baseline.id)
      .map((row) => ({
        id: row.id,
        deltas: Object.fromEntries(shown.map((column) => [column.id, deltaOf(column, row, baseline)])),
      })),
  }
}

/** What differs between runs, how they ended and which setup is best, as a JSON document. */
export function compareDocument(comparison: Comparison) {
  const { rows, ranked } = comparison
  return {
    runs: rows.map((row) => ({
      id: row.id,
      name: row.name,
      source: row.source,
      status: row.state,
      step: row.step,
      epoch: row.epoch,
      engine: row.engine,
      trainingSeconds: row.trainingSeconds,
      seed: row.seed,
      tags: row.tags,
      final: Object.keys(row.means).length === 0 ? null : row.means,
      measures: row.measures,
    })),
    differences: differencesOf(comparison).map(({ path, values }) => ({
      path,
      values: values.map((value) => value ?? null),
    })),
    ranking: ranked && rankingDocument(ranked),
    deltas: deltasDocument(comparison),
  }
}

/** More runs than this have a line each, fewer a column each. */
const SIDE_BY_SIDE = 6

const figure = (value: number): string =>
  Number.isInteger(value) ? formatCount(value) : `${Number(value.toPrecision(4))}`

const cellText = (value: CellValue): string =>
  value === null ? '–' : typeof value === 'number' ? figure(value) : String(value)

function outcomeLines({ rows }: Comparison): string[][] {
  const measured = [...new Set(rows.flatMap(({ measures }) => measures.map(({ quantity }) => quantity)))]
  return [
    ['Name', ...rows.map(({ name }) => name)],
    ['Status', ...rows.map(({ state }) => state)],
    ['Step', ...rows.map(({ step }) => formatCount(step))],
    ['Epoch', ...rows.map(({ epoch }) => (epoch === null ? '–' : formatCount(epoch)))],
    [
      'Training time',
      ...rows.map(({ trainingSeconds }) => (trainingSeconds === null ? '–' : formatDuration(trainingSeconds))),
    ],
    ...compared
      .filter((name) => rows.some(({ means }) => means[name] !== undefined))
      .map((name) => [
        `${metrics[name].title}, ${meanWords(rows, name)}`,
        ...rows.map(({ means }) => formatMetric(means[name])),
      ]),
    ...measured.flatMap((name) => measuredLines(rows, name)),
  ]
}

/** The best values of a quantity, and those at a step where one was asked for. */
function measuredLines(rows: readonly RunRow[], name: QuantityName): string[][] {
  const found = rows.map(({ measures }) => measures.find(({ quantity }) => quantity === name))
  const line = (words: string, values: readonly (number | undefined)[]): string[] => [
    `${quantities[name].title}, ${words}`,
    ...values.map((value) => cellText(value ?? null)),
  ]
  const asked = found.some((measure) => measure !== undefined && measure.at !== null)
  const best = line(
    'best',
    found.map((measure) => measure?.best.value),
  )
  const at = line(
    'at step',
    found.map((measure) => measure?.at?.value),
  )
  return asked ? [best, at] : [best]
}

/** A line a run: what differs, and how it ended. */
function tableLines({ rows, columns }: Comparison): string[] {
  const shown = [
    ...columns.filter(({ id }) => id === 'id' || id === 'name' || id === 'state' || id === 'step' || id === 'seed'),
    ...differingColumns(columns, rows),
    ...columns.filter(({ id, better }) => better !== null && (!id.includes('.') || id.endsWith('.at'))),
  ]
  return formatTable(
    shown.map(({ title, kind }) => ({ title, align: kind === 'number' ? 'right' : 'left' })),
    rows.map((row) => shown.map((column) => cellText(column.value(row)))),
  )
}

function setupLines({ column, ranking }: NonNullable<Comparison['ranked']>): string[] {
  const setups = ranking.type === 'winner' || ranking.type === 'undecided' ? ranking.ranked : []
  const table = formatTable(
    [
      { title: 'Setup' },
      { title: 'Seeds', align: 'right' },
      { title: column.title, align: 'right' },
      { title: '±', align: 'right' },
      { title: 'Least', align: 'right' },
      { title: 'Most', align: 'right' },
    ],
    setups.map(({ setup, statistics: { count, mean, deviation, min, max } }) => [
      setup.label,
      `${count}`,
      figure(mean),
      deviation === null ? '' : figure(deviation),
      figure(min),
      figure(max),
    ]),
  )
  return [...wrap(ranking.words, 110), ...(setups.length === 0 ? [] : ['', ...table])]
}

function deltaText(delta: Delta): string {
  switch (delta.type) {
    case 'missing':
      return '–'
    case 'incomparable':
      return `differs in ${delta.differs.join(', ')}`
    case 'number':
      return `${delta.difference > 0 ? '+' : ''}${figure(delta.difference)}${delta.better === true ? ' better' : ''}`
  }
}

function deltaLines({ rows, columns, baseline }: Comparison): string[] {
  if (baseline === null) return []
  const shown = columns.filter(measuring)
  const others = rows.filter(({ id }) => id !== baseline.id)
  return [
    '',
    ...formatTable(
      [{ title: `Less ${baseline.id}` }, ...shown.map(({ title }) => ({ title, align: 'right' as const }))],
      others.map((row) => [row.id, ...shown.map((column) => deltaText(deltaOf(column, row, baseline)))]),
    ),
  ]
}

/** The same for a person: a column for each of a few runs, a line for each of many. */
export function compareLines(comparison: Comparison): string[] {
  const { rows, ranked } = comparison
  if (rows.length === 0) return ['No run is one that was asked for.']
  const columns = (title: string) => [{ title }, ...rows.map(({ id }) => ({ title: id, align: 'right' as const }))]
  const differences = differencesOf(comparison)
  const sideBySide = () => [
    ...formatTable(columns('Run'), outcomeLines(comparison)),
    '',
    ...(differences.length === 0
      ? ['The configurations are the same.']
      : formatTable(
          columns('Configuration'),
          differences.map(({ path, values }) => [path, ...values.map(formatValue)]),
        )),
  ]
  return [
    ...(rows.length > SIDE_BY_SIDE ? tableLines(comparison) : sideBySide()),
    ...(ranked === null ? [] : ['', ...setupLines(ranked)]),
    ...deltaLines(comparison),
  ]
}
