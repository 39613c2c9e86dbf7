import { setImmediate } from 'node:timers/promises'
import { StudioError, toStoredFailure } from '@shared/contract/errors'
import type { TrainRequest } from '@shared/contract/trainer'
import type { TrainerEvent } from '@shared/runs/events'
import { endsEpoch } from '@shared/runs/stretch'
import { AlertWatch } from './alerts'
import { Changes } from './changes'
import type { Control } from './control'
import { Keeper } from './keeper'
import { Ledger } from './ledger'
import { memoryWarning, withMemoryAdvice } from './memory-advice'
import { type PreparedRun, type PrepareTools, prepareRun } from './prepare'
import type { Saver } from './saves'
import { isDue } from './schedule'
import { Stepper } from './steps'

/** A pause saves a checkpoint where so many seconds of training would be lost without one. */
const PAUSE_SAVES_SECONDS = 5

/** What a session needs of its surroundings. */
export interface SessionTools extends PrepareTools {
  readonly openSaver: () => Saver
  /** The computer's memory in bytes. */
  readonly memory: () => { readonly free: number; readonly total: number }
}

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
  const { free } = tools.memory()
  let prepared: PreparedRun | undefined
  let saver: Saver | undefined
  try {
    const onPhase = (phase: string) => {
      if (control.wish === 'stop' || control.wish === 'abandon') throw new Leave(control.wish)
      emit({ type: 'preparing', phase })
    }
    prepared = await prepareRun(request, tools, { onPhase })
    saver = tools.openSaver()
    await new RunSession(request, prepared, tools, control, emit, saver).train()
  } catch (error) {
    if (!(error instanceof Leave))
      emit({ type: 'failed', failure: toStoredFailure(withMemoryAdvice(error, request.config, free)) })
    else if (error.wish === 'stop') emit({ type: 'stopped' })
  } finally {
    saver?.close()
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
  readonly #ledger: Ledger
  readonly #keeper: Keeper
  readonly #alerts: AlertWatch
  readonly #changes: Changes

  constructor(
    request: TrainRequest,
    run: PreparedRun,
    tools: SessionTools,
    control: Control,
    emit: (event: TrainerEvent) => void,
    saver: Saver,
  ) {
    this.#request = request
    this.#run = run
    this.#tools = tools
    this.#control = control
    this.#emit = emit
    this.#ledger = new Ledger(run, tools.clock, emit)
    this.#keeper = new Keeper(request, run, this.#ledger, tools.clock, emit, saver, () => this.#alerts.doubts)
    this.#alerts = new AlertWatch(request, run.executor, this.#ledger, tools.clock, emit, this.#keeper)
    this.#stepper = new Stepper(run, this.#ledger.step)
    const [stepper, ledger, keeper] = [this.#stepper, this.#ledger, this.#keeper]
    const parts = { control, stepper, ledger, keeper, catchUp: () => this.#catchUp() }
    this.#changes = new Changes(request.images, run, parts, tools.clock, emit)
  }

  async train(): Promise<void> {
    const ledger = this.#ledger
    this.#emit({ type: 'started', engine: this.#run.engine.id, progress: ledger.progress })
    this.#logStart()
    try {
      if (ledger.step === 0) await this.#keeper.keepSample()
      while (ledger.step < this.#run.course.length.steps) {
        await this.#obey()
        await this.#changes.heed()
        if (ledger.step >= this.#run.course.length.steps) break
        await this.#trainStep()
        await this.#afterStep()
        // The step may have been all microtasks: only here do messages such as a wish to pause come in.
        await setImmediate()
      }
      await this.#finish()
    } catch (error) {
      const named = await this.#alerts.named(error, this.#run.program)
      await this.#end(named)
      throw named
    }
  }

  #logStart(): void {
    const { engine, choice, from } = this.#run
    const ledger = this.#ledger
    ledger.log('info', `Trains on the engine “${engine.title}”, ${choice.why}: ${engine.device}. ${engine.reason}`)
    const ofMemory = memoryWarning(this.#request.config, this.#tools.memory().total)
    for (const warning of [choice.warning, ofMemory]) if (warning !== undefined) ledger.log('warning', warning)
    if (!from) return
    ledger.log('info', `Resumed from the checkpoint of step ${from.step}.`)
    if (from.engine !== engine.id) {
      ledger.log(
        'warning',
        `The run was on ${from.engine} before. Weights and optimisers are carried over exactly; from here on, rounding differs from a run on one engine.`,
      )
    }
  }

  /** Does what is wanted before the next step. @throws Leave */
  async #obey(): Promise<void> {
    await this.#heedProblem()
    const { wish } = this.#control
    if (wish === 'stop' || wish === 'abandon') throw new Leave(wish)
    if (wish !== 'pause') return
    await this.#catchUp()
    this.#ledger.sendProgress()
    await this.#pause(null, () => this.#keepWhilePaused())
  }

  /** Saves what a pause would leave unsaved. A disk that refuses is told at once, and has the run pause with the reason when it is to go on. */
  async #keepWhilePaused(): Promise<void> {
    const { queue } = this.#keeper
    if (this.#keeper.unsavedSeconds >= PAUSE_SAVES_SECONDS) await this.#keeper.keepCheckpoint()
    await Promise.race([queue.settle(), this.#control.afterPause()])
    if (queue.problem?.type === 'refused' && this.#control.wish === 'pause') {
      this.#ledger.log(
        'error',
        `${queue.problem.failure.message} The run is paused; it is tried again when it goes on.`,
      )
    }
  }

  /**
   * Waits until the run is to go on.
   * @param meanwhile what is left to do, once everybody has been told that no further step begins
   * @throws Leave
   */
  async #pause(error: StudioError | null, meanwhile?: () => Promise<void>): Promise<void> {
    this.#ledger.flush()
    this.#emit({ type: 'paused', failure: error === null ? null : toStoredFailure(error) })
    if (meanwhile !== undefined) {
      // The message leaves before the state is copied.
      await setImmediate()
      if (this.#control.wish === 'pause') await meanwhile()
    }
    for (;;) {
      const wish = await this.#control.afterPause()
      if (wish === 'run') break
      if (wish !== 'change') throw new Leave(wish)
      await this.#changes.heed()
    }
    this.#emit({ type: 'continued' })
  }

  /** Where the disk refused a save, the run pauses with the reason and tries again once it is continued. @throws Leave, StudioError */
  async #heedProblem(): Promise<void> {
    const { queue } = this.#keeper
    if (queue.problem === undefined) return
    const { type, failure } = queue.problem
    if (type === 'failed') throw failure
    await this.#catchUp()
    this.#ledger.log('error', failure.message)
    this.#control.want('pause')
    await this.#pause(failure)
    queue.retry()
  }

  /** Waits until everything that was put into the queue is saved. @throws Leave, StudioError */
  async #settle(): Promise<void> {
    const { queue } = this.#keeper
    for (;;) {
      await queue.settle()
      if (queue.problem === undefined) return
      await this.#heedProblem()
    }
  }

  readonly #record = (values: Parameters<Ledger['record']>[0]) => {
    this.#ledger.record(values)
    this.#alerts.recorded(values)
  }

  /** Records the steps whose measures the engine still has. */
  async #catchUp(): Promise<void> {
    if (this.#run.executor.deferred !== undefined) await this.#stepper.collect(this.#ledger.step, this.#record)
  }

  async #trainStep(): Promise<void> {
    const begun = this.#tools.clock.elapsed()
    await this.#stepper.step(this.#ledger.step, this.#record)
    this.#ledger.count(begun)
  }

  async #afterStep(): Promise<void> {
    const { config, stretch, length } = this.#run.course
    const { step } = this.#ledger
    const last = step === length.steps
    const epochEnds = endsEpoch(stretch, step)
    const sampleDue = last || isDue(config.samples.cadence, step, stretch)
    const checkpointDue = last || isDue(config.checkpoints.cadence, step, stretch)
    const probeDue = this.#alerts.isProbeDue(step)
    if (
      epochEnds ||
      sampleDue ||
      checkpointDue ||
      probeDue ||
      this.#run.executor.deferred === undefined ||
      this.#ledger.flushDue
    ) {
      await this.#catchUp()
      if (probeDue) await this.#alerts.probe()
      if (epochEnds) this.#ledger.endEpoch()
      // The sample comes first: a checkpoint then means that every sample up to its step exists.
      if (sampleDue) await this.#keeper.keepSample()
      if (checkpointDue) await this.#keeper.keepCheckpoint()
      this.#ledger.tell()
    }
  }

  async #finish(): Promise<void> {
    await this.#settle()
    // A run that is measured in steps may end within an epoch: its means are those of the steps that were.
    this.#ledger.endEpoch()
    this.#ledger.sendProgress()
    this.#emit({ type: 'completed' })
  }

  /** The last words of a run that does not complete. What was put into the queue is still saved, where the disk takes it. */
  async #end(error: unknown): Promise<void> {
    const { queue } = this.#keeper
    const wish = error instanceof Leave ? error.wish : undefined
    if (wish === 'abandon') {
      await queue.drop()
      return
    }
    queue.retry()
    await queue.settle()
    if (queue.problem?.type === 'refused') this.#ledger.log('error', `${queue.problem.failure.message} It is given up.`)
    await queue.drop()
    if (wish === 'stop') await this.#saveBeforeStop()
    this.#ledger.sendProgress()
    if (error instanceof StudioError && error.code === 'DIVERGED') this.#ledger.log('error', error.message)
  }

  /** The last save of a run that was told to stop. Where the disk refuses, the run stops all the same, and the log says what it lost. */
  async #saveBeforeStop(): Promise<void> {
    const { queue } = this.#keeper
    await this.#catchUp()
    if (this.#keeper.savedStep === this.#ledger.step) return
    await this.#keeper.keepCheckpoint()
    await queue.settle()
    const { problem } = queue
    if (problem === undefined) return
    await queue.drop()
    if (problem.type === 'failed') throw problem.failure
    const { savedStep } = this.#keeper
    const kept = savedStep === undefined ? 'there is no checkpoint' : `the last checkpoint is of step ${savedStep}`
    this.#ledger.log('error', `${problem.failure.message} The run stopped without it; ${kept}.`)
  }
}
