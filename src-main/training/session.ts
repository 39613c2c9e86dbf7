import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineWish } from '@shared/compute/engine'
import { fromStoredFailure, type StoredFailure, StudioError, toStoredFailure } from '@shared/contract/errors'
import type { PackedImages } from '@shared/contract/trainer'
import type { DatasetChoice } from '@shared/datasets/dataset'
import { type ChangedSetting, sameSetting } from '@shared/runs/change'
import { heldOutOf } from '@shared/runs/config'
import type { TrainerEvent } from '@shared/runs/events'
import { stepOfSampleFile } from '@shared/runs/files'
import type { Checkpoint } from '@shared/runs/run'
import type { RunState } from '@shared/runs/status'
import type { HomePaths } from '../home/home'
import { imagesOf } from '../runs/run-images'
import type { Watchers } from '../runs/watchers'
import type { Store } from '../store/store'
import type { TrainerHost, TrainerProcess } from './host'
import { trainerLost } from './link'
import { Recorder } from './recorder'
import { type SilenceLimits, watchSilence } from './silence'

/** What the training of runs needs of the studio. */
export interface TrainingTools {
  readonly store: Store
  readonly paths: HomePaths
  readonly host: TrainerHost<unknown>
  readonly watchers: Watchers
  /** The packed images of a split, checked. Throws `UNKNOWN_DATASET`, `DATASET_DAMAGED`. */
  readonly packedImages: (choice: DatasetChoice) => Promise<PackedImages>
  readonly now: () => number
  /** When a trainer counts as hung. */
  readonly silence: SilenceLimits
  /** Told of what the studio could not even record. */
  readonly onDefect: (error: unknown) => void
}

/** How long a pause or its end may take before the answer no longer waits for it, in ms. */
const patience = 10_000

const isUnusable = ({ code }: { readonly code: string }): boolean =>
  code === 'CHECKPOINT_DAMAGED' || code === 'UNKNOWN_CHECKPOINT'

const isLast = ({ type }: TrainerEvent): boolean => type === 'completed' || type === 'stopped' || type === 'failed'

const isDiskFull = (error: unknown): error is StudioError => error instanceof StudioError && error.code === 'DISK_FULL'

/** One run on one trainer process, from its start or resume to its end. */
export class RunSession {
  /** Resolves when the run has ended and its process is gone. Never rejects. */
  readonly done: Promise<void>
  readonly #tools: TrainingTools
  readonly #recorder: Recorder
  #process: TrainerProcess<unknown> | undefined
  #listening = false
  #stopAsked = false
  /** Why the studio itself ended the process. */
  #endedBy: string | undefined
  /** What keeps events from being recorded until `continue` or `stop`. */
  #stuck: { readonly failure: StoredFailure; readonly retry: () => void } | undefined
  readonly #waiting = new Set<() => void>()

  /** @param engine what a resume asks for; null asks for nothing */
  constructor(
    readonly run: string,
    tools: TrainingTools,
    private readonly engine: EngineWish | null = null,
  ) {
    this.#tools = tools
    this.#recorder = new Recorder(run, tools.store, tools.watchers, tools.now)
    this.done = this.#run()
  }

  /** Whether the run stands still because the studio cannot write. */
  get stuck(): boolean {
    return this.#stuck !== undefined
  }

  /** Asks for a pause and waits for it. */
  async pause(): Promise<void> {
    await this.#process?.client.train.pause()
    await this.#until(() => this.#state !== 'running')
  }

  /** Goes on after a pause. */
  async continue(): Promise<void> {
    this.#stuck?.retry()
    await this.#process?.client.train.continue()
    await this.#until(() => this.#state !== 'paused')
  }

  /**
   * Changes settings after the step in progress and waits until that is recorded.
   * @throws StudioError `WRONG_STATE` where the run is not that far, or ends before
   */
  async change(changes: readonly ChangedSetting[]): Promise<void> {
    await this.#until(() => this.#listening)
    if (!this.#listening || this.#process === undefined) {
      throw new StudioError('WRONG_STATE', `The run ${this.run} is not ready to be changed`, {
        safe: 'Nothing was changed.',
        next: 'Try again once it trains.',
      })
    }
    const made = await this.#process.client.train.change([...changes])
    const { store } = this.#tools
    await this.#until(() => {
      const kept = store.changes.list(this.run)
      return made.every(({ step, change }) => kept.some((one) => one.step === step && sameSetting(one.change, change)))
    })
  }

  /**
   * Asks for a checkpoint and the end of the run, and waits for both. A trainer that does not answer within the budget is
   * ended; the run is then `interrupted` at its last checkpoint.
   *
   * @param budget milliseconds
   */
  async stop(budget: number): Promise<void> {
    this.#stopAsked = true
    this.#stuck?.retry()
    this.#askToStop()
    const overdue = setTimeout(() => {
      this.end(`It did not stop within ${Math.round(budget / 1000)} s`)
    }, budget)
    await this.done
    clearTimeout(overdue)
  }

  /** Ends the process at once, for the given reason. */
  end(reason: string): void {
    this.#endedBy ??= reason
    this.#process?.kill()
  }

  #askToStop(): void {
    // A process that is gone needs no telling; `done` tells of it.
    if (this.#listening) this.#process?.client.train.stop().catch(() => undefined)
  }

  async #run(): Promise<void> {
    try {
      await this.#train()
    } catch (error) {
      this.#conclude(error)
    } finally {
      this.#process?.kill()
      await this.#process?.ended
      for (const wake of this.#waiting) wake()
    }
  }

  async #train(): Promise<void> {
    const { store, paths, packedImages, host, silence } = this.#tools
    const { project, config, engine: lastEngine } = store.runs.get(this.run)
    this.#recorder.act({ type: 'prepare', phase: 'Checking the images' })
    const images = await imagesOf(config, packedImages)
    const split = heldOutOf(config)
    const heldOut = split === null ? null : await packedImages({ ...config.dataset, split })
    const directory = paths.run(project, this.run)
    await mkdir(paths.samples(project, this.run), { recursive: true })
    await mkdir(paths.checkpoints(project, this.run), { recursive: true })
    if (this.#stopAsked) {
      this.#recorder.act({ type: 'stop' })
      return
    }
    this.#recorder.act({ type: 'prepare', phase: 'Starting the training process' })
    this.#process = host.start('trainer')
    const stopWatching = watchSilence(this.#process, silence, (seconds) =>
      this.end(`The training process hung: it gave no sign of life for ${seconds} s, and was ended`),
    )
    void this.#process.ended.then(stopWatching)
    if (this.#endedBy !== undefined) this.#process.kill()
    const warnings: string[] = []
    for (;;) {
      const checkpoint = store.checkpoints.latest(this.run)
      await this.#rewind(project, checkpoint)
      // Only now: going back voids the log of the steps that it takes back.
      for (const warning of warnings) this.#recorder.log('warning', warning)
      const request = {
        run: this.run,
        directory,
        config,
        changes: store.changes.list(this.run),
        images,
        heldOut,
        checkpoint: checkpoint?.name ?? null,
        origin: store.runs.originConfig(this.run),
        engine: this.engine,
        lastEngine,
      }
      const unusable = await this.#follow(request, this.#process)
      if (unusable === undefined || checkpoint === undefined) return
      store.checkpoints.remove(this.run, checkpoint.name)
      warnings.push(`${unusable.message} ${unusable.failure.safe}`)
    }
  }

  /** Follows the training to its end; answers with why the checkpoint cannot be used where that is so. */
  async #follow(
    request: Parameters<TrainerProcess<unknown>['client']['train']['start']>[0],
    process: TrainerProcess<unknown>,
  ): Promise<StudioError | undefined> {
    let [started, over] = [false, false]
    let unusable: StudioError | undefined
    const canFallBack = () => !started && request.checkpoint !== null
    try {
      const events = await process.client.train.start(request)
      this.#listening = true
      for (const wake of this.#waiting) wake()
      if (this.#stopAsked) this.#askToStop()
      // Read to the end in any case: until then the trainer takes no other run.
      for await (const event of events) {
        if (event.type === 'failed' && canFallBack() && isUnusable(event.failure)) {
          unusable = fromStoredFailure(event.failure)
          continue
        }
        started ||= event.type === 'started'
        await this.#record(event)
        over ||= isLast(event)
      }
    } catch (error) {
      if (over) return undefined
      throw error
    } finally {
      this.#listening = false
    }
    if (unusable !== undefined) return unusable
    if (!over) throw trainerLost({ type: 'lost', reason: 'it gave up without saying why', lastWords: '' })
    return undefined
  }

  /** Takes records and pictures back to where the run goes on; nothing changes for a run that has done no step. */
  async #rewind(project: string, checkpoint: Checkpoint | undefined): Promise<void> {
    const { store, paths } = this.#tools
    const step = checkpoint?.step ?? 0
    if (store.run(this.run).samples.length === 0 && store.runs.summary(this.run).progress.step === 0) return
    this.#recorder.rewind(step, checkpoint?.epoch ?? 0)
    const folder = paths.samples(project, this.run)
    const obsolete = (await readdir(folder)).filter((name) => (stepOfSampleFile(name) ?? 0) > step)
    for (const name of obsolete) await rm(join(folder, name), { force: true })
  }

  /** Keeps an event. Without room on the disk the run is paused, and the event waits until it is continued. */
  async #record(event: TrainerEvent): Promise<void> {
    for (;;) {
      try {
        this.#recorder.record(event)
        for (const wake of this.#waiting) wake()
        return
      } catch (error) {
        if (!isDiskFull(error)) throw error
        if (this.#stopAsked) return
        await this.#waitForRoom(error)
      }
    }
  }

  async #waitForRoom(error: StudioError): Promise<void> {
    const { store, watchers } = this.#tools
    const failure = toStoredFailure(error)
    this.#process?.client.train.pause().catch(() => undefined)
    const shown = { ...store.runs.summary(this.run), status: { state: 'paused' as const, failure } }
    watchers.publish({ type: 'run', run: shown })
    await new Promise<void>((retry) => {
      this.#stuck = { failure, retry }
      void this.#process?.ended.then(() => retry())
    })
    this.#stuck = undefined
  }

  #conclude(error: unknown): void {
    try {
      if (error instanceof StudioError && error.code === 'TRAINER_LOST') {
        this.#recorder.act({ type: 'interrupt', reason: this.#endedBy ?? error.message })
      } else this.#recorder.act({ type: 'fail', failure: toStoredFailure(error) })
    } catch (unrecorded) {
      // The next start of the studio finds the run active and marks it interrupted.
      this.#tools.onDefect(unrecorded)
    }
  }

  get #state(): RunState {
    return this.#tools.store.runs.summary(this.run).status.state
  }

  /** Waits until something is so, the session is over or patience is. */
  async #until(reached: () => boolean): Promise<void> {
    let over = false
    const late = setTimeout(() => {
      over = true
      for (const wake of this.#waiting) wake()
    }, patience)
    void this.done.then(() => {
      over = true
    })
    while (!over && !reached()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
    clearTimeout(late)
  }
}
