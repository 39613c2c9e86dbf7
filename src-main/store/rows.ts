import { AlertKind } from '@shared/alerts/alert'
import { EngineId } from '@shared/compute/engine'
import { Id, Tag } from '@shared/contract/id'
import { FeatureNetwork, MeasuredValue } from '@shared/measures/measured-value'
import { ChangedSetting } from '@shared/runs/change'
import { Epoch } from '@shared/runs/metrics'
import { Progress, Run, RunOrigin } from '@shared/runs/run'
import { RunStatus } from '@shared/runs/status'
import { z } from 'zod'
import { keptRuns } from './kept'
import { flagColumn, jsonColumn, type Sql } from './sql'

/** Which runs: those of a project, or with null of all; with `ids` only those of them. */
export interface RowFilter {
  readonly project: string | null
  readonly ids: readonly string[] | null
}

const RunPart = z.object({
  id: Id,
  project: Id,
  number: z.int(),
  name: z.string(),
  preset: z.string().nullable(),
  dataset: Id,
  origin: jsonColumn(RunOrigin).nullable(),
  status: jsonColumn(RunStatus),
  progress: jsonColumn(Progress),
  engine: EngineId.nullable(),
  created: z.int(),
  updated: z.int(),
  training_seconds: z.number(),
  tags: jsonColumn(z.array(Tag)),
  notes: z.string(),
  archived: flagColumn,
  parameters: jsonColumn(Run.shape.parameters),
  latest_sample: z.int().nullable(),
  means: jsonColumn(Epoch.shape.means).nullable(),
})

/** A run in the database as a table needs it. */
export type RunPart = z.output<typeof RunPart>

const AlertPart = z.object({ run: Id, kind: AlertKind, open: flagColumn })
const ChangePart = z.object({ run: Id, step: z.int(), change: jsonColumn(ChangedSetting) })
/** The measured values of a run as one JSON text: one row of the database for each value takes ten times as long to read. */
const MeasuredPart = z.object({
  run: Id,
  list: jsonColumn(
    z.array(
      z.tuple([
        MeasuredValue.shape.step,
        MeasuredValue.shape.quantity,
        z.string(),
        MeasuredValue.shape.samples,
        MeasuredValue.shape.dataset,
        MeasuredValue.shape.split,
        MeasuredValue.shape.seed,
        MeasuredValue.shape.checkpoint,
        MeasuredValue.shape.value,
        MeasuredValue.shape.error,
        MeasuredValue.shape.at,
      ]),
    ),
  ),
})
const measuredList =
  'json_array(m.step, m.quantity, m.network, m.samples, m.dataset, m.split, m.seed, m.checkpoint, m.value, m.error, m.at)'
const NetworkPart = z.object({ network: z.string(), features: jsonColumn(FeatureNetwork) })

/** A change of a run. */
export type ChangePart = z.output<typeof ChangePart>

const runColumns = `id, project, number, name, preset, dataset, origin, status, progress, engine, created, updated,
  training_seconds, tags, notes, archived, parameters,
  (SELECT max(step) FROM sample WHERE sample.run = run.id) AS latest_sample,
  (SELECT means FROM epoch WHERE epoch.run = run.id ORDER BY epoch DESC LIMIT 1) AS means`

/** What the rows of many runs are made of, read in few queries. */
export class RowStore {
  constructor(private readonly sql: Sql) {}

  /** Newest first. */
  runs(filter: RowFilter): RunPart[] {
    const { where, values } = condition(filter)
    const query = `SELECT ${runColumns} FROM run WHERE ${where} ORDER BY created DESC, rowid DESC`
    return this.sql.all(RunPart, query, ...values)
  }

  /** The configs of runs as they are stored, by run: JSON of any version. */
  configs(ids: readonly string[]): ReadonlyMap<string, string> {
    const row = z.object({ id: Id, config: z.string() })
    const query = 'SELECT id, config FROM run WHERE id IN (SELECT value FROM json_each(?))'
    return new Map(this.sql.all(row, query, JSON.stringify(ids)).map(({ id, config }) => [id, config]))
  }

  alerts(filter: RowFilter): z.output<typeof AlertPart>[] {
    const select = 'SELECT alert.run, alert.kind, alert.cleared IS NULL AS open FROM alert'
    return this.#hanging(AlertPart, select, 'alert', 'alert.step', filter)
  }

  changes(filter: RowFilter): ChangePart[] {
    const select = 'SELECT run_change.run, run_change.step, run_change.change FROM run_change'
    return this.#hanging(ChangePart, select, 'run_change', 'run_change.step, run_change.rowid', filter)
  }

  /** The measured values of each run that has some, in any order. */
  measured(filter: RowFilter): ReadonlyMap<string, readonly MeasuredValue[]> {
    const { where, values } = condition(filter)
    const query = `SELECT m.run, json_group_array(${measuredList}) AS list
      FROM measured_value m JOIN run ON run.id = m.run WHERE ${where} GROUP BY m.run`
    const parts = this.sql.all(MeasuredPart, query, ...values)
    if (parts.length === 0) return new Map()
    const networks = this.#networks(filter)
    return new Map(
      parts.map(({ run, list }) => [
        run,
        list.map(([step, quantity, network, samples, dataset, split, seed, checkpoint, value, error, at]) => ({
          ...{ step, quantity, samples, dataset, split, seed, checkpoint, value, error, at },
          features: networks.get(network) ?? null,
        })),
      ]),
    )
  }

  /** Feature networks by their id; an empty id stands for pixels, which have none. */
  #networks(filter: RowFilter): ReadonlyMap<string, FeatureNetwork> {
    const { where, values } = condition(filter)
    const query = `SELECT m.network, max(m.features) AS features FROM measured_value m JOIN run ON run.id = m.run
      WHERE ${where} AND m.features IS NOT NULL GROUP BY m.network`
    return new Map(this.sql.all(NetworkPart, query, ...values).map(({ network, features }) => [network, features]))
  }

  #hanging<T extends z.ZodType>(row: T, select: string, table: string, order: string, filter: RowFilter) {
    const { where, values } = condition(filter)
    const query = `${select} JOIN run ON run.id = ${table}.run WHERE ${where} ORDER BY ${order}`
    return this.sql.all(row, query, ...values)
  }
}

function condition({ project, ids }: RowFilter): { where: string; values: string[] } {
  const parts = [keptRuns('run')]
  const values: string[] = []
  if (project !== null) {
    parts.push('run.project = ?')
    values.push(project)
  }
  if (ids !== null) {
    parts.push('run.id IN (SELECT value FROM json_each(?))')
    values.push(JSON.stringify(ids))
  }
  return { where: parts.join(' AND '), values }
}
