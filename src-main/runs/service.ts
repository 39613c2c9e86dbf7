import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { networkListOf } from '@shared/architecture/analysis'
import type { EngineWish } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import { branchCourse, branchProblems } from '@shared/runs/branch'
import {
  type ChangedSetting,
  cannotChange,
  changeProblems,
  configAt,
  type PlannedChange,
  type RunChange,
  stretchAt,
  withRunChange,
} from '@shared/runs/change'
import { otherDatasetOf, type RunConfig, runLength } from '@shared/runs/config'
import type { RunEvent } from '@shared/runs/events'
import { sampleFileName } from '@shared/runs/files'
import type { MetricName } from '@shared/runs/metrics'
import type { PictureKind } from '@shared/runs/pictures'
import type { Run, RunSummary, Sample, Series } from '@shared/runs/run'
import { lengthOf } from '@shared/runs/stretch'
import type { DatasetsService } from '../datasets/service'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import { checkpointOf } from '../measures/choice'
import type { OnDemandProcess } from '../training/on-demand'
import type { Supervisor } from '../training/supervisor'
import { makeBranch } from './branching'
import { imagesOf } from './run-images'
import type { RunShelf } from './shelf'
import { chooseFrames, frameDelay } from './time-lapse'
import { checkRun, invalidConfig } from './validation'
import type { Watchers } from './watchers'

/** A run that a person wants. */
export interface RunRequest {
  readonly project: string
  readonly name: string | null
  readonly preset: string | null
  readonly config: RunConfig
  /** Changes that are to be made by themselves at their steps. */
  readonly changes?: readonly PlannedChange[] | undefined
}

/** A run that is to go on from another's checkpoint. */
export interface BranchRequest {
  readonly id: string
  /** That of a kept checkpoint. */
  readonly step: number
  /** The config from there on; the run's own without. */
  readonly config?: RunConfig | undefined
  /** The engine from there on; the run's own without. */
  readonly engine?: EngineWish | undefined
}

/** What the service works with. */
export interface RunsOptions {
  readonly home: OpenHome
  readonly datasets: DatasetsService
  readonly supervisor: Supervisor
  readonly watchers: Watchers
  readonly pictures: OnDemandProcess<unknown>
  readonly shelf: RunShelf
}

/** Runs: their records, and what a person does to them. */
export class RunsService {
  readonly #home: OpenHome
  readonly #options: RunsOptions

  constructor(options: RunsOptions) {
    this.#home = options.home
    this.#options = options
  }

  /** Runs of one project, or with null of all, newest first. @throws StudioError `UNKNOWN_PROJECT` */
  list(project: string | null): RunSummary[] {
    const { projects, runs } = this.#home.store
    if (project !== null) projects.get(project)
    return runs.list(project)
  }

  /** @throws StudioError `UNKNOWN_RUN` */
  show(id: string): Run {
    return this.#home.store.run(id)
  }

  /** Step metrics, thinned to at most `points` values a series; null gives all. @throws StudioError `UNKNOWN_RUN` */
  metrics(id: string, names: readonly MetricName[], points: number | null): Series[] {
    const { runs, metrics } = this.#home.store
    runs.summary(id)
    return metrics.series(id, names, points)
  }

  /**
   * Records a run and puts it into the queue.
   * @throws StudioError `INVALID_CONFIG` with every problem, `UNKNOWN_PROJECT`, `UNKNOWN_DATASET`, `DATASET_DAMAGED`
   */
  async start({ project, name, preset, config, changes = [] }: RunRequest): Promise<RunSummary> {
    this.#requireExclusive()
    const { store } = this.#home
    store.projects.get(project)
    const dataset = await this.#checked(config)
    const count = dataset.splits.find((split) => split.name === config.dataset.split)?.count ?? 0
    const planned = [...changes].sort((a, b) => a.step - b.step).reduce<readonly PlannedChange[]>(withRunChange, [])
    for (const { step } of planned) {
      const now = planned.filter((one) => one.step === step).map(({ change }) => change)
      const problems = changeProblems(configAt(config, planned, step - 1), now, count)
      if (problems.length > 0) throw invalidConfig(problems)
    }
    const networks = networkListOf(config.architecture)
    const run = store.transaction(() => {
      const added = store.runs.add({
        project,
        name,
        preset,
        config,
        parameters: Object.fromEntries(networks.map(({ role, parameters }) => [role, parameters])),
        progress: { step: 0, epoch: 0, ...runLength(config, count), imagesPerSecond: null, secondsLeft: null },
      })
      for (const { step, change } of planned) store.changes.put(added.id, { step, change, at: added.created })
      return added
    })
    this.#options.watchers.publish({ type: 'run', run })
    this.#options.supervisor.enqueue(run.id)
    return store.runs.summary(run.id)
  }

  /**
   * Goes on from a kept checkpoint of a run as a new run; the run itself loses nothing, and is stopped first where it is at work.
   * @throws StudioError `UNKNOWN_RUN`, `UNKNOWN_CHECKPOINT`, `INVALID_CONFIG` for a change that the checkpoint does not bear
   */
  async branch({ id, step, config: wanted, engine }: BranchRequest): Promise<RunSummary> {
    this.#requireExclusive()
    const { store, paths } = this.#home
    const { supervisor, watchers } = this.#options
    const from = store.run(id)
    const checkpoint = checkpointOf(from, step)
    const inForce = configAt(from.config, from.changes, step)
    const config = wanted ?? inForce
    const problems = branchProblems(inForce, config)
    if (problems.length > 0) throw invalidConfig(problems)
    const dataset = await this.#checked(config)
    const count = dataset.splits.find((split) => split.name === config.dataset.split)?.count ?? 0
    const course = branchCourse(from, config, step)
    const length = lengthOf(stretchAt(course.config, course.changes, count, step), config.duration)
    if (length.steps <= step) {
      throw invalidConfig([{ path: 'duration.count', message: `ends at step ${length.steps}; let it be longer` }])
    }
    const progress = { step, epoch: checkpoint.epoch, ...length, imagesPerSecond: null, secondsLeft: null }
    const branch = await makeBranch(store, paths, { from, checkpoint, ...course, progress, at: Date.now() })
    watchers.publish({ type: 'run', run: branch })
    if (supervisor.isBusy(id)) await supervisor.stop(id)
    supervisor.enqueue(branch.id, engine)
    return store.runs.summary(branch.id)
  }

  pause(id: string): Promise<RunSummary> {
    this.#requireExclusive()
    return this.#options.supervisor.pause(id)
  }

  /** @param engine what a run that has ended early is computed with from here on; it stays on its engine without */
  resume(id: string, engine?: EngineWish): Promise<RunSummary> {
    this.#requireExclusive()
    return this.#options.supervisor.resume(id, engine)
  }

  stop(id: string): Promise<RunSummary> {
    this.#requireExclusive()
    return this.#options.supervisor.stop(id)
  }

  /**
   * Changes settings of a run in its course; answers with all its changes.
   * @throws StudioError `UNKNOWN_RUN`, `INVALID_CONFIG` with every problem, `WRONG_STATE` for a run that is complete
   */
  async change(id: string, changes: readonly ChangedSetting[]): Promise<RunChange[]> {
    this.#requireExclusive()
    const { store } = this.#home
    const { config, progress } = store.runs.get(id)
    const { splits } = await this.#options.datasets.show(config.dataset.id)
    const count = splits.find(({ name }) => name === config.dataset.split)?.count ?? 0
    const problems = changeProblems(configAt(config, store.changes.list(id), progress.step), changes, count)
    if (problems.length > 0) throw cannotChange(problems)
    await this.#options.supervisor.change(id, changes)
    return store.changes.list(id)
  }

  /** @throws StudioError `UNKNOWN_RUN` */
  rename(id: string, name: string): RunSummary {
    this.#requireExclusive()
    const run = this.#home.store.runs.update(id, { name })
    this.#options.watchers.publish({ type: 'run', run })
    return run
  }

  /** Puts a run into the trash, where it stays for 30 days. @throws StudioError `UNKNOWN_RUN`, `IN_USE` while it is active */
  remove(id: string): void {
    this.#options.shelf.discard([id])
  }

  /**
   * What happens to one run, or with null the summaries and the alerts of all; the present state comes first.
   * @throws StudioError `UNKNOWN_RUN`
   */
  watch(id: string | null, signal?: AbortSignal): AsyncGenerator<RunEvent, void, void> {
    const { runs } = this.#home.store
    const present = (): RunEvent[] =>
      (id === null ? runs.list(null) : [runs.summary(id)]).map((run) => ({ type: 'run', run }))
    const wants = (event: RunEvent): boolean => {
      if (id === null) return event.type === 'run' || event.type === 'removed' || event.type === 'alert'
      return (event.type === 'run' ? event.run.id : event.id) === id
    }
    if (id !== null) runs.summary(id)
    return this.#options.watchers.watch(present, wants, signal)
  }

  /** The file of a kept picture: the one that stands for the run, or that of a kind. @throws StudioError `UNKNOWN_RUN` */
  sampleFile(id: string, step: number, kind?: PictureKind): string {
    const { paths, store } = this.#home
    return join(paths.samples(store.runs.summary(id).project, id), sampleFileName(step, kind))
  }

  /** A kept grid, PNG. @throws StudioError `UNKNOWN_RUN`, `INVALID_INPUT` where there is none of that step */
  async sample(id: string, step: number, kind?: PictureKind): Promise<Uint8Array> {
    try {
      return await readFile(this.sampleFile(id, step, kind))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      throw new StudioError('INVALID_INPUT', `The run ${id} has no grid of step ${step}`, {
        safe: 'Nothing has been changed.',
        next: 'Choose one of its kept grids.',
      })
    }
  }

  /**
   * Writes the time-lapse of the kept grids as GIF into the run's exports.
   * @throws StudioError `UNKNOWN_RUN`, `WRONG_STATE` where there is no grid yet, `DISK_FULL`
   */
  async timeLapse(id: string): Promise<{ file: string; frames: number }> {
    this.#requireExclusive()
    const { paths, store } = this.#home
    const run = store.runs.summary(id)
    const samples: readonly Sample[] = store.samples.list(id)
    if (samples.length === 0) {
      throw new StudioError('WRONG_STATE', `The run “${run.name}” has no grids yet`, {
        safe: 'Nothing has been changed.',
        next: 'Train it until the first grid is there.',
      })
    }
    const frames = chooseFrames(samples.map(({ step }) => this.sampleFile(id, step)))
    const folder = paths.exports(run.project, id)
    await mkdir(folder, { recursive: true })
    const file = join(folder, 'time-lapse.gif')
    await this.#options.pictures.use(({ client }) =>
      client.pictures.film({ frames: [...frames], delay: frameDelay(frames.length), file }),
    )
    return { file, frames: frames.length }
  }

  /**
   * Writes the replay bundle of a run's first steps into a new folder (docs/replay.md). The run itself is not touched.
   * @throws StudioError `UNKNOWN_RUN`, `UNKNOWN_DATASET`, `DATASET_DAMAGED`, `INVALID_INPUT` where the folder is there
   */
  async replay(id: string, steps: number, folder: string): Promise<void> {
    const { config, changes } = this.#home.store.run(id)
    const { datasets } = this.#options
    const images = await imagesOf(config, (choice) => datasets.images(choice.id, choice.split))
    await this.#options.pictures.use(({ client }) => client.replay.write({ config, changes, images, steps, folder }))
  }

  /** The dataset of a config that can be trained on it. @throws StudioError as {@link start} */
  async #checked(config: RunConfig): Promise<Dataset> {
    const { datasets } = this.#options
    const dataset = await datasets.show(config.dataset.id)
    const other = otherDatasetOf(config)
    checkRun(config, dataset, other === undefined ? undefined : await datasets.show(other.id))
    return dataset
  }

  #requireExclusive(): void {
    if (this.#home.access === 'shared') throw busyError(this.#home.paths)
  }
}
