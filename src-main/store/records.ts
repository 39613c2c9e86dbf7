import { Id } from '@shared/contract/id'
import { RunOrigin } from '@shared/runs/run'
import { activeStates } from '@shared/runs/status'
import { z } from 'zod'
import { migrate, migrations } from './migrations'
import { Sql, type SqlValue } from './sql'

/** A value of a row; a blob as base64. */
const Value = z.union([z.string(), z.number(), z.null(), z.strictObject({ base64: z.base64() })])
/** A row of a table, as one line of JSON. */
const Record = z.strictObject({ table: z.string(), row: z.record(z.string(), Value) })

const AnyRow = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.instanceof(ArrayBuffer)]))
type AnyRow = z.infer<typeof AnyRow>

/** Tables with what hangs on a project itself, in the order in which they can be filled, and which rows are a project’s. */
const ofProject = [
  { table: 'project', where: 'id = ?' },
  { table: 'architecture', where: 'project = ?' },
  { table: 'architecture_version', where: 'architecture IN (SELECT id FROM architecture WHERE project = ?)' },
  { table: 'saved_view', where: 'project = ?' },
  { table: 'direction', where: 'project = ?' },
] as const

/** Tables of runs, with those that hang on them. */
const ofRuns = [
  {
    table: 'run',
    parts: [
      'metric_chunk',
      'epoch',
      'sample',
      'checkpoint',
      'log_entry',
      'measured_value',
      'alert',
      'run_change',
      'robustness',
      'run_clock',
      'run_start',
    ],
  },
  { table: 'external_run', parts: ['external_series', 'external_picture'] },
] as const

/** Every table whose rows go with a project. */
export const projectTables: readonly string[] = [
  ...ofProject.map(({ table }) => table),
  ...ofRuns.flatMap(({ table, parts }) => [table, ...parts]),
]

/** Numbers that a database gives by itself. */
const given = new Set(['log_entry.id'])

/** How identifiers change on the way from one home to another. */
export interface NewIds {
  readonly project: ReadonlyMap<string, string>
  readonly run: ReadonlyMap<string, string>
  readonly architecture: ReadonlyMap<string, string>
}

/** Rows of a project, the parts of a run after the run itself. */
function* rowsOf(sql: Sql, project: string): Generator<{ table: string; row: AnyRow }> {
  for (const { table, where } of ofProject) {
    for (const row of sql.all(AnyRow, `SELECT * FROM ${table} WHERE ${where}`, project)) yield { table, row }
  }
  for (const { table, parts } of ofRuns) {
    const kept = `SELECT * FROM ${table} WHERE project = ? AND deleted IS NULL ORDER BY number`
    for (const row of sql.all(AnyRow, kept, project)) {
      yield { table, row }
      const { id } = z.object({ id: Id }).parse(row)
      for (const part of parts) {
        for (const own of sql.all(AnyRow, `SELECT * FROM ${part} WHERE run = ?`, id)) yield { table: part, row: own }
      }
    }
  }
}

const sqlValue = (value: AnyRow[string]): SqlValue => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)

/** Inserts a row; its columns are those of our own tables. */
function insert(sql: Sql, table: string, row: AnyRow): void {
  const columns = Object.keys(row).filter((column) => !given.has(`${table}.${column}`))
  const names = columns.map((column) => `"${column}"`).join(', ')
  const marks = columns.map(() => '?').join(', ')
  const values = columns.map((column) => sqlValue(row[column] ?? null))
  sql.run(`INSERT INTO ${table} (${names}) VALUES (${marks})`, ...values)
}

/** A row with the identifiers that it has in its new home. */
function renamed(table: string, row: AnyRow, ids: NewIds): AnyRow {
  const change = (known: ReadonlyMap<string, string>, value: AnyRow[string] | undefined) =>
    typeof value === 'string' ? (known.get(value) ?? value) : (value ?? null)
  const next = { ...row }
  if (table === 'project') Object.assign(next, { id: change(ids.project, row['id']), deleted: null })
  if (table === 'architecture') next['id'] = change(ids.architecture, row['id'])
  if (table === 'run' || table === 'external_run') {
    next['id'] = change(ids.run, row['id'])
    // A place in the queue of the other studio is none in this one.
    if (table === 'run') Object.assign(next, { queue_place: null, queue_engine: null })
  }
  for (const column of ['project', 'run', 'architecture'] as const) {
    if (column in row) next[column] = change(ids[column], row[column])
  }
  if (table === 'run' && typeof row['origin'] === 'string') {
    const origin = RunOrigin.parse(JSON.parse(row['origin']))
    next['origin'] = JSON.stringify({ ...origin, run: ids.run.get(origin.run) ?? origin.run })
  }
  return next
}

/** The records of a project as lines of JSON, those of deleted runs left out. */
export function* projectLines(sql: Sql, project: string): Generator<string> {
  for (const { table, row } of rowsOf(sql, project)) {
    const plain = Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        value instanceof ArrayBuffer ? { base64: Buffer.from(value).toString('base64') } : value,
      ]),
    )
    yield JSON.stringify({ table, row: plain })
  }
}

const Column = z.object({ name: z.string() })
const Count = z.object({ count: z.int() })

/**
 * Records that came from elsewhere, in a database of their own: its tables, types and keys say whether they can be
 * records of a project, before any of them comes near the studio's.
 */
export class IncomingRecords {
  readonly #sql: Sql
  readonly #columns = new Map<string, ReadonlySet<string>>()

  /**
   * @param file absolute path of the database, which is created
   * @param version schema version that the records were written with
   */
  constructor(file: string, version: number) {
    this.#sql = new Sql(file, 'write')
    this.#sql.script('PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON')
    migrate(this.#sql, migrations.slice(0, version))
    for (const table of projectTables) {
      const columns = this.#sql.all(Column, `SELECT name FROM pragma_table_info('${table}')`)
      this.#columns.set(table, new Set(columns.map(({ name }) => name)))
    }
  }

  /** Adds lines. @throws Error for one that is no record of a project */
  add(lines: readonly string[]): void {
    this.#sql.transaction(() => {
      for (const line of lines) {
        const { table, row } = Record.parse(JSON.parse(line))
        const columns = this.#columns.get(table)
        const stranger = Object.keys(row).find((column) => columns?.has(column) !== true)
        if (columns === undefined || stranger !== undefined) throw new Error(`there is no ${table}.${stranger ?? ''}`)
        const values = Object.entries(row).map(([column, value]) => {
          if (typeof value !== 'object' || value === null) return [column, value] as const
          const bytes = Uint8Array.from(Buffer.from(value.base64, 'base64'))
          return [column, bytes.buffer] as const
        })
        insert(this.#sql, table, Object.fromEntries(values))
      }
    })
  }

  /** Brings the records up to date and looks at what tables cannot tell. @throws Error where it is not right */
  finish(): void {
    migrate(this.#sql)
    const wrong = [
      'SELECT count(*) AS count FROM metric_chunk WHERE length(data) <> 8 * (last_step - first_step + 1)',
      'SELECT count(*) AS count FROM external_series WHERE length(steps) <> length("values") OR length(steps) % 8 <> 0',
      'SELECT abs(count(*) - 1) AS count FROM project',
      `SELECT count(*) AS count FROM run WHERE state <> json_extract(status, '$.state') OR state IN (${activeStates.map((state) => `'${state}'`).join(', ')})`,
    ]
    for (const query of wrong) {
      if (this.#sql.first(Count, query)?.count !== 0) throw new Error(query)
    }
  }

  #ids(table: string): string[] {
    return this.#sql.all(z.object({ id: Id }), `SELECT id FROM ${table} ORDER BY rowid`).map(({ id }) => id)
  }

  get project(): string {
    return this.#ids('project')[0] ?? ''
  }

  get runs(): string[] {
    return this.#ids('run')
  }

  /** Runs that were trained elsewhere. */
  get externalRuns(): string[] {
    return this.#ids('external_run')
  }

  get architectures(): string[] {
    return this.#ids('architecture')
  }

  /** Copies everything into a home's database, within a transaction of it. */
  copyTo(sql: Sql, ids: NewIds): void {
    for (const { table, row } of rowsOf(this.#sql, this.project)) insert(sql, table, renamed(table, row, ids))
  }

  close(): void {
    this.#sql.close()
  }
}
