import type { StoredFailure } from '@shared/contract/errors'
import type { Checkpoint, Run } from '@shared/runs/run'
import { AlertStore } from './alerts'
import { ArchitectureStore } from './architectures'
import { ChangeStore } from './changes'
import { CheckpointStore } from './checkpoints'
import { ClockStore } from './clock'
import { type CheckTime, openDatabase, openDatabaseForReading } from './database'
import { DatasetStore } from './datasets'
import { DirectionStore } from './directions'
import { EpochStore } from './epochs'
import { ExternalStore } from './external'
import { LogStore } from './log'
import { MeasuredValueStore } from './measured-values'
import { MeasurementStore } from './measurements'
import { MetricStore } from './metrics'
import { PreferenceStore } from './preferences'
import { ProjectStore } from './projects'
import { type IncomingRecords, type NewIds, projectLines } from './records'
import { RobustnessStore } from './robustness'
import { RowStore } from './rows'
import { RunStore } from './runs'
import { SampleStore } from './samples'
import type { Soundness } from './soundness'
import type { Sql } from './sql'
import { StartStore } from './starts'
import { ViewStore } from './views'

/** The database of a studio home. */
export class Store {
  readonly projects: ProjectStore
  readonly datasets: DatasetStore
  readonly architectures: ArchitectureStore
  readonly runs: RunStore
  readonly metrics: MetricStore
  readonly epochs: EpochStore
  readonly samples: SampleStore
  readonly checkpoints: CheckpointStore
  readonly measuredValues: MeasuredValueStore
  readonly measurements: MeasurementStore
  readonly alerts: AlertStore
  readonly changes: ChangeStore
  readonly robustness: RobustnessStore
  readonly starts: StartStore
  readonly directions: DirectionStore
  readonly log: LogStore
  readonly clock: ClockStore
  readonly rows: RowStore
  readonly external: ExternalStore
  readonly views: ViewStore
  readonly preferences: PreferenceStore

  constructor(
    private readonly sql: Sql,
    /** Null where it is open for reading. */
    private readonly soundness: Soundness | null,
    /** What was wrong with the database when it was opened, and where it was set aside. */
    readonly notices: readonly StoredFailure[],
    private readonly now: () => number = Date.now,
  ) {
    this.projects = new ProjectStore(sql)
    this.datasets = new DatasetStore(sql)
    this.architectures = new ArchitectureStore(sql)
    this.runs = new RunStore(sql, this.projects, now)
    this.metrics = new MetricStore(sql)
    this.epochs = new EpochStore(sql)
    this.samples = new SampleStore(sql)
    this.checkpoints = new CheckpointStore(sql)
    this.measuredValues = new MeasuredValueStore(sql)
    this.measurements = new MeasurementStore(sql)
    this.alerts = new AlertStore(sql)
    this.changes = new ChangeStore(sql)
    this.robustness = new RobustnessStore(sql)
    this.starts = new StartStore(sql)
    this.directions = new DirectionStore(sql)
    this.log = new LogStore(sql)
    this.clock = new ClockStore(sql)
    this.rows = new RowStore(sql)
    this.external = new ExternalStore(sql, this.projects, now)
    this.views = new ViewStore(sql, now)
    this.preferences = new PreferenceStore(sql)
  }

  /** All writes of `action`, which must not be asynchronous, or none of them. */
  transaction<T>(action: () => T): T {
    return this.sql.transaction(action)
  }

  /** A run with everything but its step metrics. @throws StudioError `UNKNOWN_RUN` */
  run(id: string): Run {
    return {
      ...this.runs.get(id),
      epochs: this.epochs.list(id),
      samples: this.samples.list(id),
      checkpoints: this.checkpoints.list(id),
      measuredValues: this.measuredValues.list(id),
      alerts: this.alerts.list(id),
      changes: this.changes.list(id),
      robustness: this.robustness.list(id),
      starts: this.starts.list(id),
      log: this.log.list(id),
    }
  }

  /** Takes a run's records back to a step: what was recorded about later steps is removed, all or nothing. */
  rewind(run: string, step: number): void {
    this.transaction(() => {
      const parts = [
        this.metrics,
        this.epochs,
        this.samples,
        this.checkpoints,
        this.measuredValues,
        this.alerts,
        this.robustness,
        this.starts,
        this.log,
        this.clock,
      ]
      for (const part of parts) part.truncate(run, step)
    })
  }

  /** Gives a run the course of another up to a checkpoint of that one: its metrics, epochs, samples, measured values and alerts. */
  copyCourse(from: string, to: string, checkpoint: Checkpoint): void {
    this.transaction(() => {
      const parts = [
        this.metrics,
        this.epochs,
        this.samples,
        this.measuredValues,
        this.alerts,
        this.robustness,
        this.clock,
      ]
      for (const part of parts) part.copy(from, to)
      this.checkpoints.put(to, checkpoint)
      this.rewind(to, checkpoint.step)
    })
  }

  /** Checks all of a database that was opened unchecked; null where it is sound. Rejects where it could not be checked. */
  async verify(): Promise<StoredFailure | null> {
    return (await this.soundness?.verify(this.now)) ?? null
  }

  /** The records of a project for another home, a line of JSON each, without those of deleted runs. @throws StudioError `UNKNOWN_PROJECT` */
  projectLines(project: string): Generator<string> {
    this.projects.get(project)
    return projectLines(this.sql, project)
  }

  /**
   * Takes up a project from another home under the given ids, all or nothing. A project of that id that holds nothing gives way.
   * @throws StudioError `STORE_DAMAGED` where something in it cannot be read
   */
  adopt(records: IncomingRecords, ids: NewIds): void {
    this.transaction(() => {
      for (const project of ids.project.values())
        if (this.projects.ids().includes(project) && this.projects.isEmpty(project)) this.projects.remove(project)
      records.copyTo(this.sql, ids)
      for (const run of records.runs) this.run(ids.run.get(run) ?? run)
      for (const project of ids.project.values()) {
        this.architectures.list(project)
        this.external.list({ project, ids: null })
        this.views.list(project)
        this.directions.list(project)
      }
    })
  }

  close(): void {
    if (this.soundness === null) this.sql.close()
    else this.soundness.close()
  }
}

/**
 * Opens the database of a home that this process holds.
 * @param file absolute path; created where there is none, set aside (see `notices`) where it is damaged
 * @throws StudioError `WRONG_STATE` for a database that a newer studio wrote, `DISK_FULL`
 */
export function openStore(
  file: string,
  now: () => number = Date.now,
  checkTime: CheckTime = { type: 'at-open' },
): Store {
  const { sql, soundness, notices } = openDatabase(file, checkTime, new Date(now()))
  return new Store(sql, soundness, notices, now)
}

/**
 * Opens it for reading while another studio holds the home; every write fails.
 * @throws StudioError `STUDIO_BUSY`, `WRONG_STATE`
 */
export function openStoreForReading(file: string): Store {
  return new Store(openDatabaseForReading(file), null, [])
}
