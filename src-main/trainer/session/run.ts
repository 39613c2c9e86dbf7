import { setImmediate } from 'node:timers/promises'
import { StudioError, toStoredFailure } from '@shared/contract/errors'
import type { TrainRequest } from '@shared/contract/trainer'
import type { TrainerEvent } from '@shared/runs/events'
import type { LogEntry } from '@shared/runs/run'
import { configHash, type EpochSums } from '../checkpoint/manifest'
import { firstNotFinite, tensorsOf } from '../checkpoint/snapshot-tensors'
import { checkpointsFolder, pruneCheckpoints, saveCheckpoint } from '../checkpoint/store'
import { savingFailure } from '../files/atomic'
import type { Control } from './control'
import { addStep, epochMeans, noSums, StepRecorder } from './measures'
import { type PreparedRun, type PrepareTools, prepareRun } from './prepare'
import { Rate } from './rate'
import { sampleFile, saveSample } from './samples'
import { isDue, progressOf } from './schedule'
import { Stepper } from './steps'

/** Milliseconds between two batches of step metrics, and between two notes of progress. */
const STEPS_INTERVAL = 100
const PROGRESS_INTERVAL = 250
/** A pause saves a checkpoint where so many seconds of training would be lost without one. */
const PAUSE_SAVES_SECONDS = 5

/** What a session needs of its surroundings. */
export type SessionTools = PrepareTools

/** Ends the session from within; `stop` saves before. */
class Leave extends Error {
  constructor(readonly wish: 'stop' | 'abandon') {
    super(wish)
  }
}

/**
 * Trains a run from its start or from a checkpoint until it is complete, stopped or failed, and tells everything by
 * `emit`; the last event is `completed`, `stopped` or `failed`. An abandoned session ends without one. Never throws.
 */
export async function trainRun(
  request: TrainRequest,
  tools: SessionTools,
  control: Control,
  emit: (event: TrainerEvent) => void,
): Promise<void> {
  let prepared: PreparedRun | undefined
  try {
    const onPhase = (phase: string) => {
      if (control.wish === 'stop' || control.wish === 'abandon') throw new Leave(control.wish)
      emit({ type: 'preparing', phase })
    }
    prepared = await prepareRun(request, tools, { onPhase })
    await new RunSession(request, prepared, tools, control, emit).train()
  } catch (error) {
    if (!(error instanceof Leave)) emit({ type: 'failed', failure: toStoredFailure(error) })
    else if (error.wish === 'stop') emit({ type: 'stopped' })
  } finally {
    prepared?.executor.dispose()
    prepared?.feeds.close()
  }
}

/** The training of one prepared run. */
class RunSession {
  readonly #request: TrainRequest
  readonly #run: PreparedRun
  readonly #tools: SessionTools
  readonly #control: Control
  readonly #emit: (event: TrainerEvent) => void
  readonly #stepper: Stepper
  readonly #recorder = new StepRecorder()
  readonly #rate = new Rate()
  readonly #imagesPerStep: number
  #step: number
  #sums: EpochSums
  #trainingSeconds: number
  /** The step of the newest checkpoint that this session made or came from. */
  #savedStep: number | undefined
  #savedSeconds: number
  #stepsSent: number
  #progressSent: number

  constructor(
    request: TrainRequest,
    run: PreparedRun,
    tools: SessionTools,
    control: Control,
    emit: (event: TrainerEvent) => void,
  ) {
    const { config } = request
    this.#request = request
    this.#run = run
    this.#tools = tools
    this.#control = control
    this.#emit = emit
    this.#stepper = new Stepper(config.learningRateSchedule, run.length, run.plan.phases, run.executor, run.feeds)
    this.#imagesPerStep = config.batchSize * config.discriminatorSteps
    this.#step = run.from?.step ?? 0
    this.#sums = run.from?.epochSums ?? noSums
    this.#trainingSeconds = run.from?.trainingSeconds ?? 0
    this.#savedStep = run.from?.step
    this.#savedSeconds = this.#trainingSeconds
    this.#stepsSent = tools.clock.elapsed()
    this.#progressSent = this.#stepsSent
  }

  async train(): Promise<void> {
    const { length, engine } = this.#run
    this.#emit({ type: 'started', engine: engine.id, progress: this.#progress() })
    this.#logStart()
    try {
      if (this.#step === 0) await this.#saveSample()
      while (this.#step < length.steps) {
        await this.#obey()
        await this.#trainStep()
        await this.#afterStep()
        // The step may have been all microtasks: only here do messages such as a wish to pause come in.
        await setImmediate()
      }
      await this.#finish()
    } catch (error) {
      if (error instanceof Leave && error.wish === 'stop') await this.#saveBeforeStop()
      this.#sendProgress()
      if (error instanceof StudioError && error.code === 'DIVERGED') this.#log('error', error.message)
      throw error
    }
  }

  #progress() {
    return progressOf(this.#run.length, this.#step, this.#imagesPerStep, this.#rate.imagesPerSecond)
  }

  #log(level: LogEntry['level'], message: string): void {
    this.#emit({ type: 'log', entry: { at: this.#tools.clock.now(), step: this.#step, level, message } })
  }

  #logStart(): void {
    const { engine, choice, from } = this.#run
    this.#log('info', `Trains on the engine “${engine.title}”, ${choice.why}: ${engine.device}. ${engine.reason}`)
    if (choice.warning !== undefined) this.#log('warning', choice.warning)
    if (!from) return
    this.#log('info', `Resumed from the checkpoint of step ${from.step}.`)
    if (from.engine !== engine.id) {
      this.#log(
        'warning',
        `The run was on ${from.engine} before. Weights and optimisers are carried over exactly; from here on, rounding differs from a run on one engine.`,
      )
    }
  }

  /** Does what is wanted before the next step. @throws Leave */
  async #obey(): Promise<void> {
    const { wish } = this.#control
    if (wish === 'stop' || wish === 'abandon') throw new Leave(wish)
    if (wish !== 'pause') return
    this.#sendProgress()
    if (this.#trainingSeconds - this.#savedSeconds >= PAUSE_SAVES_SECONDS) await this.#saveCheckpoint()
    await this.#pause(null)
  }

  /** Waits until the run is to go on. @throws Leave */
  async #pause(error: StudioError | null): Promise<void> {
    this.#flush()
    this.#emit({ type: 'paused', failure: error === null ? null : toStoredFailure(error) })
    const wish = await this.#control.afterPause()
    if (wish !== 'run') throw new Leave(wish)
    this.#emit({ type: 'continued' })
  }

  async #trainStep(): Promise<void> {
    const { clock } = this.#tools
    const begun = clock.elapsed()
    const values = await this.#stepper.step(this.#step)
    const seconds = (clock.elapsed() - begun) / 1000
    this.#trainingSeconds += seconds
    this.#rate.add(this.#imagesPerStep, seconds)
    this.#step++
    this.#recorder.record(this.#step, values)
    this.#sums = addStep(this.#sums, values)
  }

  async #afterStep(): Promise<void> {
    const { config } = this.#request
    const { stepsPerEpoch, steps } = this.#run.length
    const step = this.#step
    if (step % stepsPerEpoch === 0) this.#endEpoch()
    const last = step === steps
    // The sample comes first: a checkpoint then means that every sample up to its step exists.
    if (last || isDue(config.samples.cadence, step, stepsPerEpoch)) await this.#saveSample()
    if (last || isDue(config.checkpoints.cadence, step, stepsPerEpoch)) await this.#saveCheckpoint()
    const now = this.#tools.clock.elapsed()
    if (now - this.#stepsSent >= STEPS_INTERVAL) this.#flush()
    if (now - this.#progressSent >= PROGRESS_INTERVAL) this.#sendProgress()
  }

  #endEpoch(): void {
    this.#flush()
    const epoch = Math.ceil(this.#step / this.#run.length.stepsPerEpoch)
    this.#emit({ type: 'epoch', epoch: epochMeans(this.#sums, epoch, this.#step) })
    this.#sums = noSums
  }

  async #finish(): Promise<void> {
    // A run that is measured in steps may end within an epoch: its means are those of the steps that were.
    if (this.#sums.steps > 0) this.#endEpoch()
    this.#flush()
    this.#sendProgress()
    this.#emit({ type: 'completed' })
  }

  #flush(): void {
    const batch = this.#recorder.take()
    if (batch) this.#emit({ type: 'steps', batch })
    this.#stepsSent = this.#tools.clock.elapsed()
  }

  #sendProgress(): void {
    this.#flush()
    this.#emit({ type: 'progress', progress: this.#progress(), trainingSeconds: this.#trainingSeconds })
    this.#progressSent = this.#tools.clock.elapsed()
  }

  async #saveSample(): Promise<void> {
    const { config, directory } = this.#request
    const step = this.#step
    await this.#saving(`the sample of step ${step}`, () =>
      saveSample(this.#tools.disk, this.#run.executor, config, sampleFile(directory, step)),
    )
    this.#flush()
    this.#emit({ type: 'sample', sample: { step, epoch: this.#progress().epoch } })
  }

  async #saveCheckpoint(): Promise<void> {
    // Main should know every value up to the checkpoint, even if this process ends right after the save.
    this.#flush()
    await this.#saving(`the checkpoint of step ${this.#step}`, () => this.#writeCheckpoint())
  }

  /** Runs a save; where the disk refuses, the run pauses with the reason and tries again once it is continued. */
  async #saving(what: string, save: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await save()
        return
      } catch (error) {
        const failure = savingFailure(error, what)
        if (!failure) throw error
        this.#log('error', failure.message)
        this.#control.want('pause')
        await this.#pause(failure)
      }
    }
  }

  async #writeCheckpoint(): Promise<void> {
    const { disk, clock } = this.#tools
    const { config, directory, run } = this.#request
    const { program, executor, engine, plan } = this.#run
    const snapshot = await executor.snapshot()
    const damaged = firstNotFinite(tensorsOf(snapshot, program.state))
    if (damaged !== undefined) {
      throw new StudioError(
        'DIVERGED',
        `The run diverged: ${damaged} holds numbers that are not finite at step ${this.#step}.`,
        {
          safe: 'Checkpoints and samples from before are kept.',
          next: 'Resume from the last checkpoint, or start a run with a lower learning rate.',
          details: damaged,
        },
      )
    }
    const folder = checkpointsFolder(directory)
    const created = clock.now()
    const { epoch } = this.#progress()
    const manifest = {
      version: 1 as const,
      run,
      step: this.#step,
      epoch,
      created,
      engine: engine.id,
      config,
      configHash: configHash(config),
      imageCount: plan.images.count,
      trainingSeconds: this.#trainingSeconds,
      epochSums: this.#sums,
    }
    const name = await saveCheckpoint(disk, folder, manifest, snapshot, program.state)
    const removed = await pruneCheckpoints(disk, folder, this.#step, config.checkpoints.keep)
    this.#savedStep = this.#step
    this.#savedSeconds = this.#trainingSeconds
    this.#emit({ type: 'checkpoint', checkpoint: { name, step: this.#step, epoch, created }, removed })
  }

  /** The last save of a run that was told to stop. Where the disk refuses, the run stops all the same, and the log says what it lost. */
  async #saveBeforeStop(): Promise<void> {
    if (this.#savedStep === this.#step) return
    this.#flush()
    try {
      await this.#writeCheckpoint()
    } catch (error) {
      const failure = savingFailure(error, `the checkpoint of step ${this.#step}`)
      if (!failure) throw error
      const kept =
        this.#savedStep === undefined ? 'there is no checkpoint' : `the last checkpoint is of step ${this.#savedStep}`
      this.#log('error', `${failure.message} The run stopped without it; ${kept}.`)
    }
  }
}
