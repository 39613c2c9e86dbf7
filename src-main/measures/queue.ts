import { StudioError, toStoredFailure } from '@shared/contract/errors'
import { measures } from '@shared/measures/measure'
import { bestOf } from '@shared/measures/measured-value'
import { configAt } from '@shared/runs/change'
import type { MeasurePlan } from '@shared/runs/common-config'
import type { RunEvent } from '@shared/runs/events'
import type { Checkpoint, Progress } from '@shared/runs/run'
import type { OpenHome } from '../home/open'
import type { Watchers } from '../runs/watchers'
import { pinCheckpoint, unpinCheckpoint } from './pins'
import type { MeasuresService } from './service'

/** One seed for every checkpoint, so that their values differ by the generator alone. */
const SEED = 0

/** A checkpoint that waits to be measured. */
interface Job {
  readonly run: string
  readonly plan: MeasurePlan
  readonly checkpoint: Checkpoint
}

/** What the queue works with. */
export interface QueueOptions {
  readonly home: OpenHome
  readonly service: MeasuresService
  readonly watchers: Watchers
  readonly now: () => number
  /** Told of what could not even be recorded. */
  readonly onDefect: (error: unknown) => void
}

/** How far a run was: completed steps and epochs. */
type Place = Pick<Checkpoint, 'step' | 'epoch'>

/** Whether a checkpoint is the first on or after a time that is due, or the run's last. @param last what was measured before it */
export function isMeasureDue(
  { cadence: { unit, every } }: MeasurePlan,
  { steps }: Pick<Progress, 'steps'>,
  now: Place,
  last: Place,
): boolean {
  const done = ({ step, epoch }: Place) => Math.floor((unit === 'steps' ? step : epoch) / every)
  return now.step >= steps || done(now) > done(last)
}

/** Measures the checkpoints of runs that plan it, one after the other, and keeps the best ones from being replaced. */
export class MeasureQueue {
  readonly #options: QueueOptions
  readonly #closing = new AbortController()
  readonly #forget: () => void
  /** The last step that was put into the queue, by run. */
  readonly #last = new Map<string, number>()
  readonly #waiting: Job[] = []
  #work: Promise<void> = Promise.resolve()

  constructor(options: QueueOptions) {
    this.#options = options
    this.#forget = options.watchers.listen((event) => this.#see(event))
  }

  /** Resolves when everything that waits has been measured. */
  idle(): Promise<void> {
    return this.#work
  }

  /** Gives up what waits. */
  async close(): Promise<void> {
    this.#forget()
    this.#closing.abort()
    await this.#work
  }

  #see(event: RunEvent): void {
    if (event.type === 'checkpoint') this.#consider(event.id, event.checkpoint)
    else if (event.type === 'rewound') {
      const last = this.#last.get(event.id)
      if (last !== undefined) this.#last.set(event.id, Math.min(last, event.step))
    }
  }

  #consider(run: string, checkpoint: Checkpoint): void {
    const { store } = this.#options.home
    const { config, progress } = store.runs.get(run)
    const plan = configAt(config, store.changes.list(run), checkpoint.step).measures
    if (plan === undefined) return
    const step = this.#last.get(run) ?? store.measuredValues.list(run).at(-1)?.step ?? 0
    // Steps do not tell epochs where the D:G ratio was changed.
    const last = { step, epoch: store.epochs.list(run).filter((epoch) => epoch.step <= step).length }
    if (!isMeasureDue(plan, progress, checkpoint, last)) return
    this.#last.set(run, checkpoint.step)
    const job = { run, plan, checkpoint }
    this.#waiting.push(job)
    const pinned = pinCheckpoint(this.#folder(run, checkpoint.name))
    this.#work = this.#work
      .then(() => pinned)
      .then(() => this.#do(job))
      .catch(this.#options.onDefect)
  }

  #folder(run: string, checkpoint: string): string {
    const { paths, store } = this.#options.home
    return paths.checkpoint(store.runs.summary(run).project, run, checkpoint)
  }

  async #do(job: Job): Promise<void> {
    const { run, plan, checkpoint } = job
    const { signal } = this.#closing
    try {
      if (!signal.aborted) await this.#measure(job)
    } catch (error) {
      const gone = error instanceof StudioError && (error.code === 'CANCELLED' || error.code === 'UNKNOWN_RUN')
      if (!gone) this.#warn(run, checkpoint.step, toStoredFailure(error).message)
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(job), 1)
      await this.#keepBest(run, plan)
    }
  }

  async #measure({ run, plan, checkpoint: { step } }: Job): Promise<void> {
    const request = { run, measures: plan.names, checkpoint: step, samples: plan.samples, seed: SEED }
    for await (const event of this.#options.service.evaluate(request, this.#closing.signal)) {
      if (event.type === 'failed') this.#warn(run, step, `${measures[event.measure].title}: ${event.failure.message}`)
    }
  }

  /** Pins the best checkpoint and those that wait, and lets the others go. */
  async #keepBest(run: string, { best }: MeasurePlan): Promise<void> {
    const { store } = this.#options.home
    if (!store.runs.ids().includes(run)) return
    const checkpoints = store.checkpoints.list(run)
    const names = new Set(checkpoints.map(({ name }) => name))
    const keep = new Set(this.#waiting.flatMap((job) => (job.run === run ? [job.checkpoint.name] : [])))
    const winner = best === null ? undefined : bestOf(store.measuredValues.list(run), best, names)
    if (winner !== undefined) keep.add(winner.checkpoint)
    for (const { name } of checkpoints) {
      if (keep.has(name)) await pinCheckpoint(this.#folder(run, name))
      else await unpinCheckpoint(this.#folder(run, name))
    }
  }

  #warn(run: string, step: number, message: string): void {
    const { home, watchers, now } = this.#options
    const entry = { at: now(), step, level: 'warning' as const, message: `Not measured at step ${step}. ${message}` }
    home.store.log.append(run, entry)
    watchers.publish({ type: 'log', id: run, entry })
  }
}
