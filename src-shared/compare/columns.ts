import { roles } from '../architecture/roles'
import { NetworkRole } from '../architecture/spec'
import { QuantityName, quantities, quantityNames } from '../measures/measure'
import { basisOf, type MeasurementBasis } from './basis'
import { importedName } from './imported-metric'
import { metricInfoOf } from './metric-info'
import type { MeasuredCell, RunRow } from './row'

/** What a cell holds: dates are milliseconds since the epoch, null is missing. */
export type CellValue = number | string | boolean | null

/** What kind of values a column has. */
export type ColumnKind = 'number' | 'text' | 'flag' | 'date'

/** Where a column comes from. */
export type ColumnGroup = 'run' | 'settings' | 'networks' | 'measures' | 'metrics'

/** A column of the table of runs. */
export interface Column {
  /** Unique among the columns; what a query calls it. */
  readonly id: string
  readonly title: string
  readonly group: ColumnGroup
  readonly kind: ColumnKind
  /** Which way is better, where one is. */
  readonly better: 'lower' | 'higher' | null
  value(row: RunRow): CellValue
  /** The values of a cell that holds a list; `value` has them as one text. */
  items?(row: RunRow): readonly string[]
  /** How the value was measured: values of different bases are not compared. Missing where all may be. */
  basis?(row: RunRow): MeasurementBasis | null
  /** Steps of training after which the value was measured; missing where it is of all of the run. */
  trained?(row: RunRow): number | null
}

type Plain = Omit<Column, 'group' | 'better'>

const plain: readonly Plain[] = [
  { id: 'name', title: 'Name', kind: 'text', value: ({ name }) => name },
  { id: 'number', title: 'Number', kind: 'number', value: ({ number }) => number },
  { id: 'id', title: 'Run', kind: 'text', value: ({ id }) => id },
  { id: 'state', title: 'Status', kind: 'text', value: ({ state }) => state },
  { id: 'preset', title: 'Preset', kind: 'text', value: ({ preset }) => preset },
  { id: 'family', title: 'System', kind: 'text', value: ({ family }) => family },
  { id: 'dataset', title: 'Dataset', kind: 'text', value: ({ dataset }) => dataset },
  { id: 'split', title: 'Split', kind: 'text', value: ({ split }) => split },
  { id: 'engine', title: 'Engine', kind: 'text', value: ({ engine }) => engine },
  { id: 'seed', title: 'Seed', kind: 'number', value: ({ seed }) => seed },
  { id: 'step', title: 'Step', kind: 'number', value: ({ step }) => step },
  { id: 'steps', title: 'Steps in all', kind: 'number', value: ({ steps }) => steps },
  { id: 'epoch', title: 'Epoch', kind: 'number', value: ({ epoch }) => epoch },
  { id: 'images', title: 'Images seen', kind: 'number', value: ({ imagesSeen }) => imagesSeen },
  { id: 'seconds', title: 'Training time', kind: 'number', value: ({ trainingSeconds }) => trainingSeconds },
  {
    id: 'secondsPerStep',
    title: 'Seconds a step',
    kind: 'number',
    value: ({ trainingSeconds, step }) => (trainingSeconds === null || step === 0 ? null : trainingSeconds / step),
  },
  { id: 'alerts', title: 'Open alerts', kind: 'number', value: ({ openAlerts }) => openAlerts.length },
  {
    id: 'alert',
    title: 'Kinds of alerts',
    kind: 'text',
    value: ({ openAlerts }) => listText(openAlerts),
    items: ({ openAlerts }) => openAlerts,
  },
  { id: 'tags', title: 'Tags', kind: 'text', value: ({ tags }) => listText(tags), items: ({ tags }) => tags },
  { id: 'notes', title: 'Notes', kind: 'text', value: ({ notes }) => (notes === '' ? null : notes) },
  { id: 'archived', title: 'Archived', kind: 'flag', value: ({ archived }) => archived },
  { id: 'source', title: 'Source', kind: 'text', value: ({ source }) => source },
  { id: 'origin', title: 'Goes on from', kind: 'text', value: ({ origin }) => origin?.run ?? null },
  { id: 'created', title: 'Created', kind: 'date', value: ({ created }) => created },
  { id: 'updated', title: 'Updated', kind: 'date', value: ({ updated }) => updated },
]

const listText = (items: readonly string[]): string | null => (items.length === 0 ? null : items.join(', '))

const runColumns: readonly Column[] = plain.map((column) => ({ ...column, group: 'run', better: null }))

/** Settings that the columns of the run show already. */
const shownOtherwise: ReadonlySet<string> = new Set(['seed', 'family', 'dataset.id', 'dataset.split', 'version'])

function settingKind(rows: readonly RunRow[], path: string): ColumnKind {
  const kinds = new Set(
    rows.flatMap(({ settings }) => {
      const value = settings[path]
      return value === undefined || value === null ? [] : [typeof value]
    }),
  )
  if (kinds.size !== 1) return 'text'
  if (kinds.has('number')) return 'number'
  return kinds.has('boolean') ? 'flag' : 'text'
}

function settingColumns(rows: readonly RunRow[]): Column[] {
  const paths = new Set(rows.flatMap(({ settings }) => Object.keys(settings)))
  return [...paths]
    .filter((path) => !shownOtherwise.has(path))
    .map((path) => {
      const kind = settingKind(rows, path)
      const value = (row: RunRow): CellValue => {
        const found = row.settings[path] ?? null
        return kind === 'text' && found !== null ? String(found) : found
      }
      return { id: path, title: path, group: 'settings', kind, better: null, value }
    })
}

function networkColumns(rows: readonly RunRow[]): Column[] {
  return NetworkRole.options
    .filter((role) => rows.some(({ parameters }) => parameters[role] !== undefined))
    .map((role) => ({
      id: `parameters.${role}`,
      title: `Parameters of ${roles[role].symbol}`,
      group: 'networks',
      kind: 'number',
      better: null,
      value: ({ parameters }) => parameters[role] ?? null,
    }))
}

/** The values of a quantity that have columns. */
export type MeasureMoment = 'best' | 'last' | 'at'

const moments: readonly (readonly [moment: MeasureMoment, words: string])[] = [
  ['best', 'best'],
  ['last', 'last'],
  ['at', 'at step'],
]

/** The id of a quantity's column: `fid` for the best value, `fid.last`, `fid.at`. */
export const measureColumnId = (quantity: QuantityName, moment: MeasureMoment): string =>
  moment === 'best' ? quantity : `${quantity}.${moment}`

function measureColumns(rows: readonly RunRow[], quantity: QuantityName): Column[] {
  const cellOf = (row: RunRow, moment: MeasureMoment): MeasuredCell | null =>
    row.measures.find((measure) => measure.quantity === quantity)?.[moment] ?? null
  const { title, better } = quantities[quantity]
  const asked = rows.some((row) => cellOf(row, 'at') !== null)
  const values = moments
    .filter(([moment]) => moment !== 'at' || asked)
    .map(
      ([moment, words]): Column => ({
        id: measureColumnId(quantity, moment),
        title: `${title}, ${words}`,
        group: 'measures',
        kind: 'number',
        better,
        value: (row) => cellOf(row, moment)?.value ?? null,
        basis: (row) => {
          const cell = cellOf(row, moment)
          return cell && basisOf(quantity, cell)
        },
        ...(moment === 'best' ? {} : { trained: (row) => cellOf(row, moment)?.step ?? null }),
      }),
    )
  const about = (moment: MeasureMoment, of: string): Column[] => {
    const column = (id: string, words: string, kind: ColumnKind, value: (cell: MeasuredCell) => CellValue): Column => ({
      id: `${measureColumnId(quantity, moment)}.${id}`,
      title: `${title}, ${words}`,
      group: 'measures',
      kind,
      better: null,
      value: (row) => {
        const cell = cellOf(row, moment)
        return cell && value(cell)
      },
    })
    return [
      column('step', moment === 'best' ? 'step of the best' : `step${of}`, 'number', ({ step }) => step),
      column('samples', `samples${of}`, 'number', ({ samples }) => samples),
      column('features', `feature network${of}`, 'text', ({ features }) => features?.title ?? 'pixels'),
    ]
  }
  // The best is one of those that were measured like the last: what is said of it holds for both.
  return [...values, ...about('best', ''), ...(asked ? about('at', ' of the one at the step') : [])]
}

/** What a mean of a run is: of a studio's run that of its last epoch, of one from elsewhere the last value of its log. */
function meanBasis(name: string, { source, dataset, split }: RunRow): MeasurementBasis {
  const kind = source === 'studio' ? 'mean of the last epoch' : 'last of the log'
  const parts = {
    'kind of value': kind,
    ...(dataset === null ? {} : { dataset }),
    ...(split === null ? {} : { split }),
  }
  return { key: [name, kind, dataset ?? '', split ?? ''].join('\n'), parts }
}

/** Which value of a metric some rows have, in words that hold for all of them. */
export function meanWords(rows: readonly RunRow[], name: string): string {
  const sources = new Set(rows.flatMap(({ source, means }) => (name in means ? [source === 'studio'] : [])))
  if (sources.size > 1) return 'last epoch or value'
  return sources.has(true) ? 'last epoch' : 'last value'
}

/** @param taken whether an id is that of another column: an imported run may have a metric of any name */
function metricColumns(rows: readonly RunRow[], taken: (id: string) => boolean): Column[] {
  const names = new Set(rows.flatMap(({ means }) => Object.keys(means)))
  return [...names].map((name) => {
    const { title, better } = metricInfoOf(name)
    const quantity = QuantityName.safeParse(name)
    const called = quantity.success ? `Imported ${quantities[quantity.data].title}` : title
    return {
      id: taken(name) ? `metric.${name}` : importedName(name),
      title: `${called}, ${meanWords(rows, name)}`,
      group: 'metrics',
      kind: 'number',
      better,
      value: ({ means }) => means[name] ?? null,
      basis: (row) => meanBasis(name, row),
    }
  })
}

/**
 * Every column that the rows have something for, those of the run first. Ids are unique; of equal ones the first stays. A metric that
 * is called like another column, or like a quantity, is `metric.NAME`.
 */
export function columnsOf(rows: readonly RunRow[]): Column[] {
  const measured = quantityNames.filter((name) =>
    rows.some(({ measures }) => measures.some((m) => m.quantity === name)),
  )
  const own = [
    ...runColumns,
    ...settingColumns(rows),
    ...networkColumns(rows),
    ...measured.flatMap((quantity) => measureColumns(rows, quantity)),
  ]
  const ids = new Set(own.map(({ id }) => id))
  const all = [...own, ...metricColumns(rows, (id) => ids.has(id))]
  const seen = new Set<string>()
  return all.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** Columns that say how a run is trained, and not what it came to. */
const isGiven = ({ id, group }: Column): boolean =>
  group === 'settings' || group === 'networks' || id === 'engine' || id === 'images'

/** Whether the rows have more than one value in a column; a missing value is a value of its own. */
export const differs = (column: Column, rows: readonly RunRow[]): boolean => {
  // What an imported run does not say of its settings is not known to differ.
  const says = (row: RunRow): boolean => row.source === 'studio' || column.value(row) !== null || !isGiven(column)
  const [first, ...others] = rows.filter(says)
  if (first === undefined) return false
  const value = column.value(first)
  return others.some((row) => !Object.is(column.value(row), value))
}

/** The settings and networks in which the rows differ: what a table of runs shows of them by default. */
export const differingColumns = (columns: readonly Column[], rows: readonly RunRow[]): Column[] =>
  columns.filter((column) => (column.group === 'settings' || column.group === 'networks') && differs(column, rows))
