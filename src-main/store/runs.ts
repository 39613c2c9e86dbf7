import { type EngineId, EngineWish } from '@shared/compute/engine'
import { Id, Tag } from '@shared/contract/id'
import { type RunConfig, StoredConfig } from '@shared/runs/config'
import { Progress, Run, RunOrigin, RunSummary } from '@shared/runs/run'
import { activeStates, RunStatus } from '@shared/runs/status'
import { z } from 'zod'
import { unknownName } from '../nearest'
import { inKeptProject, keptRuns } from './kept'
import type { ProjectStore } from './projects'
import { flagColumn, jsonColumn, type Sql } from './sql'

/** A run to be recorded. */
export interface NewRun {
  readonly project: string
  /** Null takes the preset's id, else the architecture's name. */
  readonly name: string | null
  readonly preset: string | null
  readonly config: RunConfig
  readonly parameters: Run['parameters']
  readonly progress: Progress
  /** The run that it goes on from, with the config of that run. */
  readonly origin?: { readonly of: RunOrigin; readonly config: RunConfig } | undefined
}

/** What changes of a run in its life; what is left out stays. */
export interface RunChange {
  readonly name?: string
  readonly status?: RunStatus
  readonly progress?: Progress
  readonly engine?: EngineId | null
  /** Seconds in all. */
  readonly trainingSeconds?: number
  readonly tags?: readonly string[]
  readonly notes?: string
  readonly archived?: boolean
}

/** A run that waits, and the engine that it is to be computed with where a resume asked for one. */
export interface WaitingRun {
  readonly id: string
  readonly engine: EngineWish | null
}

/** A run in the trash. */
export interface DiscardedRun {
  readonly id: string
  readonly project: string
  readonly number: number
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly deleted: number
}

/** A run without the lists that hang on it. */
export type RunRecord = Omit<
  Run,
  'epochs' | 'samples' | 'checkpoints' | 'measuredValues' | 'alerts' | 'changes' | 'robustness' | 'starts' | 'log'
>

const SummaryRow = RunSummary.omit({
  trainingSeconds: true,
  latestSample: true,
  openAlerts: true,
  queuePlace: true,
}).extend({
  origin: jsonColumn(RunOrigin).nullable(),
  status: jsonColumn(RunStatus),
  progress: jsonColumn(Progress),
  training_seconds: z.number(),
  latest_sample: z.int().nullable(),
  open_alerts: z.int(),
  tags: jsonColumn(z.array(Tag)),
  archived: flagColumn,
  queue_place: z.int().nullable(),
})
const RecordRow = SummaryRow.extend({
  notes: z.string(),
  config: jsonColumn(StoredConfig),
  parameters: jsonColumn(Run.shape.parameters),
})

// Configs of versions 1 and 2 name no family: they were adversarial pairs, as `runs/migrate.ts` has it.
const summaryColumns = `run.id, run.project, run.number, run.name, run.preset, run.dataset, run.origin, run.status, run.progress, run.engine,
  run.created, run.updated, run.training_seconds, run.tags, run.archived, run.queue_place,
  coalesce(json_extract(run.config, '$.family'), 'adversarial') AS family,
  (SELECT max(step) FROM sample WHERE sample.run = run.id) AS latest_sample,
  (SELECT count(*) FROM alert WHERE alert.run = run.id AND alert.cleared IS NULL) AS open_alerts`
const kept = keptRuns('run')
const trashed = `run.deleted IS NOT NULL AND ${inKeptProject('run')}`
const newestFirst = 'ORDER BY run.created DESC, run.rowid DESC'

function toSummary<T extends z.output<typeof SummaryRow>>(row: T) {
  const {
    training_seconds: trainingSeconds,
    latest_sample: latestSample,
    open_alerts: openAlerts,
    queue_place: queuePlace,
    ...rest
  } = row
  return { ...rest, trainingSeconds, latestSample, openAlerts, queuePlace }
}

/** Runs in the database, without their metrics, epochs, samples, checkpoints and log. */
export class RunStore {
  constructor(
    private readonly sql: Sql,
    private readonly projects: ProjectStore,
    private readonly now: () => number,
  ) {}

  /** Records a queued run. Its id is the project's with its number. @throws StudioError `UNKNOWN_PROJECT` */
  add(run: NewRun): RunSummary {
    return this.sql.transaction(() => {
      const number = this.projects.takeNumber(run.project)
      const id = `${run.project}-${number}`
      const name = run.name ?? run.preset ?? run.config.architecture.name
      const status = { state: 'queued' } satisfies RunStatus
      const at = this.now()
      this.sql.run(
        `INSERT INTO run (id, project, number, name, preset, dataset, config, parameters, state, status, progress,
           engine, created, updated, training_seconds, origin, origin_config)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, 0, ?, ?)`,
        id,
        run.project,
        number,
        name,
        run.preset,
        run.config.dataset.id,
        JSON.stringify(run.config),
        JSON.stringify(run.parameters),
        status.state,
        JSON.stringify(status),
        JSON.stringify(run.progress),
        at,
        at,
        run.origin === undefined ? null : JSON.stringify(run.origin.of),
        run.origin === undefined ? null : JSON.stringify(run.origin.config),
      )
      return this.summary(id)
    })
  }

  /** Runs of one project, or with null of all, newest first. */
  list(project: string | null): RunSummary[] {
    const rows =
      project === null
        ? this.sql.all(SummaryRow, `SELECT ${summaryColumns} FROM run WHERE ${kept} ${newestFirst}`)
        : this.sql.all(
            SummaryRow,
            `SELECT ${summaryColumns} FROM run WHERE ${kept} AND run.project = ? ${newestFirst}`,
            project,
          )
    return rows.map(toSummary)
  }

  /** Runs that a process is or was at work on, oldest first: at the start of the studio, the interrupted ones. */
  active(): RunSummary[] {
    const marks = activeStates.map(() => '?').join(', ')
    const query = `SELECT ${summaryColumns} FROM run WHERE ${kept} AND run.state IN (${marks}) ORDER BY run.created, run.rowid`
    return this.sql.all(SummaryRow, query, ...activeStates).map(toSummary)
  }

  ids(): string[] {
    return this.sql.all(z.object({ id: Id }), `SELECT id FROM run WHERE ${kept} ${newestFirst}`).map(({ id }) => id)
  }

  #unknown(id: string): Error {
    return unknownName('UNKNOWN_RUN', 'run', id, this.ids())
  }

  /** @throws StudioError `UNKNOWN_RUN` */
  summary(id: string): RunSummary {
    const row = this.sql.first(SummaryRow, `SELECT ${summaryColumns} FROM run WHERE ${kept} AND run.id = ?`, id)
    if (!row) throw this.#unknown(id)
    return toSummary(row)
  }

  /** @throws StudioError `UNKNOWN_RUN` */
  get(id: string): RunRecord {
    const query = `SELECT ${summaryColumns}, run.notes, run.config, run.parameters FROM run WHERE ${kept} AND run.id = ?`
    const row = this.sql.first(RecordRow, query, id)
    if (!row) throw this.#unknown(id)
    return toSummary(row)
  }

  /** The config of the run that a run goes on from; null for one that began at step 0. @throws StudioError `UNKNOWN_RUN` */
  originConfig(id: string): RunConfig | null {
    const row = z.object({ origin_config: jsonColumn(StoredConfig).nullable() })
    const found = this.sql.first(row, 'SELECT origin_config FROM run WHERE id = ?', id)
    if (!found) throw this.#unknown(id)
    return found.origin_config
  }

  /** Changes a run and when it was updated. @throws StudioError `UNKNOWN_RUN` */
  update(id: string, change: RunChange): RunSummary {
    const { name, status, progress, engine, trainingSeconds, tags, notes, archived } = change
    const set: [column: string, value: string | number | null][] = [['updated', this.now()]]
    if (name !== undefined) set.push(['name', name])
    if (status !== undefined) set.push(['state', status.state], ['status', JSON.stringify(status)])
    if (progress !== undefined) set.push(['progress', JSON.stringify(progress)])
    if (engine !== undefined) set.push(['engine', engine])
    if (trainingSeconds !== undefined) set.push(['training_seconds', trainingSeconds])
    if (tags !== undefined) set.push(['tags', JSON.stringify(tags)])
    if (notes !== undefined) set.push(['notes', notes])
    if (archived !== undefined) set.push(['archived', archived ? 1 : 0])
    const assignments = set.map(([column]) => `${column} = ?`).join(', ')
    this.sql.run(`UPDATE run SET ${assignments} WHERE id = ?`, ...set.map(([, value]) => value), id)
    return this.summary(id)
  }

  /** The runs that wait, in their order. */
  waiting(): WaitingRun[] {
    const row = z.object({ id: Id, queue_engine: EngineWish.nullable() })
    const query = `SELECT id, queue_engine FROM run WHERE ${kept} AND state = 'queued' ORDER BY queue_place, created, rowid`
    return this.sql.all(row, query).map(({ id, queue_engine: engine }) => ({ id, engine }))
  }

  /** Notes the places of the runs that wait: those in the list in its order, all others none. Answers with those whose place changed. */
  setWaiting(list: readonly WaitingRun[]): string[] {
    return this.sql.transaction(() => {
      const row = z.object({ id: Id, queue_place: z.int() })
      const before = this.sql.all(row, 'SELECT id, queue_place FROM run WHERE queue_place IS NOT NULL')
      const places = new Map(list.map(({ id }, index) => [id, index + 1]))
      const gone = before.filter(({ id }) => !places.has(id)).map(({ id }) => id)
      const moved = list.filter(({ id }) => before.find((run) => run.id === id)?.queue_place !== places.get(id))
      for (const id of gone) this.sql.run('UPDATE run SET queue_place = NULL, queue_engine = NULL WHERE id = ?', id)
      for (const { id, engine } of moved) {
        const place = places.get(id) ?? null
        this.sql.run('UPDATE run SET queue_place = ?, queue_engine = ? WHERE id = ?', place, engine, id)
      }
      return [...gone, ...moved.map(({ id }) => id)]
    })
  }

  /** Puts a run into the trash: nothing but the next three knows it any more. @throws StudioError `UNKNOWN_RUN` */
  discard(id: string): void {
    if (this.sql.run(`UPDATE run SET deleted = ? WHERE ${kept} AND id = ?`, this.now(), id) === 0)
      throw this.#unknown(id)
  }

  /** The runs in the trash, the one that was deleted last first; not those of a project in the trash. */
  trash(): DiscardedRun[] {
    const row = z.object({ id: Id, project: Id, number: z.int(), name: z.string(), deleted: z.int() })
    const query = `SELECT id, project, number, name, deleted FROM run WHERE ${trashed} ORDER BY deleted DESC, rowid DESC`
    return this.sql.all(row, query)
  }

  /** The identifiers of a project's runs, those in the trash included. */
  everyId(project: string): string[] {
    return this.sql.all(z.object({ id: Id }), 'SELECT id FROM run WHERE project = ?', project).map(({ id }) => id)
  }

  /** Takes a run out of the trash again. @throws StudioError `UNKNOWN_RUN` where it is not in it */
  restore(id: string): RunSummary {
    if (this.sql.run(`UPDATE run SET deleted = NULL WHERE ${trashed} AND id = ?`, id) === 0) {
      throw unknownName(
        'UNKNOWN_RUN',
        'deleted run',
        id,
        this.trash().map((run) => run.id),
      )
    }
    return this.summary(id)
  }

  /** Removes a run with everything that hangs on it, in the trash or not. @throws StudioError `UNKNOWN_RUN` */
  remove(id: string): void {
    if (this.sql.run('DELETE FROM run WHERE id = ?', id) === 0) throw this.#unknown(id)
  }
}
