import { SettingValue } from '@shared/compare/row'
import { Id, Tag } from '@shared/contract/id'
import { MetricValue } from '@shared/runs/metrics'
import { z } from 'zod'
import { unknownName } from '../nearest'
import { inKeptProject, keptRuns } from './kept'
import type { ProjectStore } from './projects'
import type { RowFilter } from './rows'
import { blobColumn, flagColumn, jsonColumn, type Sql } from './sql'

/** What an imported run came from. */
export const ExternalSource = z.enum(['tensorboard', 'csv'])
export type ExternalSource = z.infer<typeof ExternalSource>

/** A series of an imported run: values at increasing steps, and the seconds since its start where they are known. */
export interface ExternalSeries {
  readonly name: string
  readonly steps: Float64Array
  readonly values: Float64Array
  readonly seconds: Float64Array | null
}

/** A picture of an imported run at a step: PNG, JPEG or GIF. */
export interface ExternalPicture {
  readonly tag: string
  readonly step: number
  readonly bytes: Uint8Array
}

/** A run from elsewhere, to be recorded. */
export interface NewExternalRun {
  readonly project: string
  readonly name: string
  readonly source: ExternalSource
  readonly settings: Readonly<Record<string, z.infer<typeof SettingValue>>>
  readonly series: readonly ExternalSeries[]
  readonly pictures?: readonly ExternalPicture[]
  /** When it was trained, in milliseconds since the epoch. */
  readonly created: number
}

const ExternalRow = z.object({
  id: Id,
  project: Id,
  number: z.int(),
  name: z.string(),
  source: ExternalSource,
  settings: jsonColumn(z.record(z.string(), SettingValue)),
  last: jsonColumn(z.record(z.string(), MetricValue)),
  step: z.int(),
  seconds: z.number().nullable(),
  created: z.int(),
  updated: z.int(),
  tags: jsonColumn(z.array(Tag)),
  notes: z.string(),
  archived: flagColumn,
})

/** A run from elsewhere without its series. */
export type ExternalRun = z.output<typeof ExternalRow>

const bytesOf = (numbers: Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

/** Runs that were trained elsewhere, in the database. */
export class ExternalStore {
  constructor(
    private readonly sql: Sql,
    private readonly projects: ProjectStore,
    private readonly now: () => number,
  ) {}

  /** Records a run; its id is the project's with its number, as of a run of the studio. @throws StudioError `UNKNOWN_PROJECT` */
  add(run: NewExternalRun): ExternalRun {
    return this.sql.transaction(() => {
      const number = this.projects.takeNumber(run.project)
      const id = `${run.project}-${number}`
      const last = Object.fromEntries(run.series.map(({ name, values }) => [name, finite(values.at(-1))]))
      const step = run.series.reduce((most, { steps }) => Math.max(most, steps.at(-1) ?? 0), 0)
      const times = run.series.flatMap(({ seconds }) => seconds?.at(-1) ?? [])
      this.sql.run(
        `INSERT INTO external_run (id, project, number, name, source, settings, last, step, seconds, created, updated)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        run.project,
        number,
        run.name,
        run.source,
        JSON.stringify(run.settings),
        JSON.stringify(last),
        Math.round(step),
        times.length === 0 ? null : Math.max(...times),
        run.created,
        this.now(),
      )
      for (const { name, steps, values, seconds } of run.series) {
        this.sql.run(
          'INSERT INTO external_series (run, name, steps, "values", seconds) VALUES (?, ?, ?, ?, ?)',
          id,
          name,
          bytesOf(steps),
          bytesOf(values),
          seconds === null ? null : bytesOf(seconds),
        )
      }
      for (const { tag, step, bytes } of run.pictures ?? []) {
        this.sql.run('INSERT INTO external_picture (run, tag, step, bytes) VALUES (?, ?, ?, ?)', id, tag, step, bytes)
      }
      return this.get(id)
    })
  }

  /** The steps of a run's pictures, by their tags in order. */
  pictures(id: string): { tag: string; steps: number[] }[] {
    const row = z.object({ tag: z.string(), step: z.int() })
    const tags = new Map<string, number[]>()
    for (const { tag, step } of this.sql.all(
      row,
      'SELECT tag, step FROM external_picture WHERE run = ? ORDER BY tag, step',
      id,
    )) {
      const steps = tags.get(tag)
      if (steps === undefined) tags.set(tag, [step])
      else steps.push(step)
    }
    return [...tags].map(([tag, steps]) => ({ tag, steps }))
  }

  /** A picture by the place of its tag among the run's; undefined where there is none. */
  picture(id: string, tag: number, step: number): Uint8Array | undefined {
    const query = `SELECT bytes FROM external_picture WHERE run = ? AND step = ? AND tag =
      (SELECT DISTINCT tag FROM external_picture WHERE run = ? ORDER BY tag LIMIT 1 OFFSET ?)`
    const found = this.sql.first(z.object({ bytes: blobColumn }), query, id, step, id, tag)
    return found && new Uint8Array(found.bytes)
  }

  /** Newest first. */
  list({ project, ids }: RowFilter): ExternalRun[] {
    const where = [keptRuns('external_run')]
    const values: string[] = []
    if (project !== null) {
      where.push('project = ?')
      values.push(project)
    }
    if (ids !== null) {
      where.push('id IN (SELECT value FROM json_each(?))')
      values.push(JSON.stringify(ids))
    }
    const query = `SELECT * FROM external_run WHERE ${where.join(' AND ')} ORDER BY created DESC, rowid DESC`
    return this.sql.all(ExternalRow, query, ...values)
  }

  /** @throws StudioError `UNKNOWN_RUN` */
  get(id: string): ExternalRun {
    const [run] = this.list({ project: null, ids: [id] })
    if (run !== undefined) return run
    const ids = this.list({ project: null, ids: null }).map((one) => one.id)
    throw unknownName('UNKNOWN_RUN', 'run', id, ids)
  }

  has(id: string): boolean {
    return this.list({ project: null, ids: [id] }).length > 0
  }

  names(id: string): string[] {
    const row = z.object({ name: z.string() })
    return this.sql
      .all(row, 'SELECT name FROM external_series WHERE run = ? ORDER BY rowid', id)
      .map(({ name }) => name)
  }

  /** One series; undefined where the run has none of that name. */
  series(id: string, name: string): ExternalSeries | undefined {
    const row = z.object({ steps: blobColumn, values: blobColumn, seconds: blobColumn.nullable() })
    const query = 'SELECT steps, "values", seconds FROM external_series WHERE run = ? AND name = ?'
    const found = this.sql.first(row, query, id, name)
    if (found === undefined) return undefined
    const { steps, values, seconds } = found
    return {
      name,
      steps: new Float64Array(steps),
      values: new Float64Array(values),
      seconds: seconds && new Float64Array(seconds),
    }
  }

  /** Changes what a person makes of a run; what is left out stays. */
  update(
    id: string,
    { name, tags, notes, archived }: { name?: string; tags?: readonly string[]; notes?: string; archived?: boolean },
  ): void {
    const set: [column: string, value: string | number][] = [['updated', this.now()]]
    if (name !== undefined) set.push(['name', name])
    if (tags !== undefined) set.push(['tags', JSON.stringify(tags)])
    if (notes !== undefined) set.push(['notes', notes])
    if (archived !== undefined) set.push(['archived', archived ? 1 : 0])
    const assignments = set.map(([column]) => `${column} = ?`).join(', ')
    this.sql.run(`UPDATE external_run SET ${assignments} WHERE id = ?`, ...set.map(([, value]) => value), id)
  }

  /** Puts a run into the trash or takes it out. Answers whether there was one. */
  setDeleted(id: string, deleted: boolean): boolean {
    const query = `UPDATE external_run SET deleted = ? WHERE id = ? AND deleted IS ${deleted ? 'NULL' : 'NOT NULL'}
      AND ${inKeptProject('external_run')}`
    return this.sql.run(query, deleted ? this.now() : null, id) > 0
  }

  /** The runs in the trash; not those of a project in the trash. */
  trash(): { id: string; project: string; number: number; name: string; deleted: number }[] {
    const row = z.object({ id: Id, project: Id, number: z.int(), name: z.string(), deleted: z.int() })
    const query = `SELECT id, project, number, name, deleted FROM external_run
      WHERE deleted IS NOT NULL AND ${inKeptProject('external_run')}`
    return this.sql.all(row, query)
  }

  /** Whether a run is in the trash. */
  isDeleted(id: string): boolean {
    return this.trash().some((run) => run.id === id)
  }

  remove(id: string): void {
    this.sql.run('DELETE FROM external_run WHERE id = ?', id)
  }
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null
