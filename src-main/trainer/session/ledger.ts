import { imagesPerStep } from '@shared/families/registry'
import type { TrainerEvent } from '@shared/runs/events'
import type { LogEntry, Progress } from '@shared/runs/run'
import { epochOfStep, positionAt } from '@shared/runs/stretch'
import type { EpochSums, Manifest } from '../checkpoint/manifest'
import type { Clock } from './clock'
import { addStep, epochMeans, noSums, StepRecorder, type StepValues } from './measures'
import type { PreparedRun } from './prepare'
import { Rate } from './rate'
import { progressOf } from './schedule'

/** Milliseconds between two batches of step metrics, and between two notes of progress. */
const STEPS_INTERVAL = 100
const PROGRESS_INTERVAL = 250

/** What a run has done and measured, and what of it has been told. */
export class Ledger {
  readonly #recorder = new StepRecorder()
  readonly #rate = new Rate()
  readonly #course: PreparedRun['course']
  #step: number
  #recorded: number
  #sums: EpochSums
  #trainingSeconds: number
  #stepsSent: number
  #progressSent: number

  constructor(
    { from, course }: Pick<PreparedRun, 'from' | 'course'>,
    private readonly clock: Clock,
    private readonly emit: (event: TrainerEvent) => void,
  ) {
    this.#course = course
    this.#step = from?.step ?? 0
    this.#recorded = this.#step
    this.#sums = from?.epochSums ?? noSums
    this.#trainingSeconds = from?.trainingSeconds ?? 0
    this.#stepsSent = clock.elapsed()
    this.#progressSent = this.#stepsSent
  }

  /** Completed steps. */
  get step(): number {
    return this.#step
  }

  get #imagesPerStep(): number {
    return imagesPerStep(this.#course.config)
  }

  get trainingSeconds(): number {
    return this.#trainingSeconds
  }

  get progress(): Progress {
    const { length, stretch } = this.#course
    const { epoch } = positionAt(stretch, this.#step)
    return progressOf(length, epoch, this.#step, this.#imagesPerStep, this.#rate.imagesPerSecond)
  }

  /** What a checkpoint of now says of the run's course. Every step has to be recorded. */
  get course(): Pick<Manifest, 'step' | 'epoch' | 'trainingSeconds' | 'epochSums'> {
    const { epoch } = this.progress
    return { step: this.#step, epoch, trainingSeconds: this.#trainingSeconds, epochSums: this.#sums }
  }

  /** Whether metrics are to be told now. */
  get flushDue(): boolean {
    return this.clock.elapsed() - this.#stepsSent >= STEPS_INTERVAL
  }

  /** Counts a step. @param begun when it began, on the clock */
  count(begun: number): void {
    const seconds = (this.clock.elapsed() - begun) / 1000
    this.#trainingSeconds += seconds
    this.#rate.add(this.#imagesPerStep, seconds)
    this.#step++
  }

  /** Records the values of the next step that has none yet. */
  record(values: StepValues): void {
    this.#recorded++
    this.#recorder.record(this.#recorded, values)
    this.#sums = addStep(this.#sums, values)
  }

  /** Tells the means of the epoch that ends with the last step. */
  endEpoch(): void {
    if (this.#sums.steps === 0) return
    this.flush()
    const epoch = epochOfStep(this.#course.stretch, this.#step)
    this.emit({ type: 'epoch', epoch: epochMeans(this.#sums, epoch, this.#step) })
    this.#sums = noSums
  }

  flush(): void {
    const batch = this.#recorder.take()
    if (batch) this.emit({ type: 'steps', batch })
    this.#stepsSent = this.clock.elapsed()
  }

  sendProgress(): void {
    this.flush()
    this.emit({ type: 'progress', progress: this.progress, trainingSeconds: this.#trainingSeconds })
    this.#progressSent = this.clock.elapsed()
  }

  /** Tells what is due after a step. */
  tell(): void {
    const now = this.clock.elapsed()
    if (now - this.#stepsSent >= STEPS_INTERVAL) this.flush()
    if (now - this.#progressSent >= PROGRESS_INTERVAL) this.sendProgress()
  }

  log(level: LogEntry['level'], message: string): void {
    this.emit({ type: 'log', entry: { at: this.clock.now(), step: this.#step, level, message } })
  }
}
