import { StudioError } from '@shared/contract/errors'
import { rateFactor } from '@shared/optimisers/schedule'
import { type PhasePlan, UpdateCursor } from '../batches/plan'
import type { PhaseMeasures } from '../compute/engine'
import { meanOf, metricsOf, type StepValues } from './measures'
import type { PreparedRun } from './prepare'

/** The measures whose values show that a run has diverged. */
const isLoss = (name: string): boolean => name.toLowerCase().endsWith('loss')

function requireFinite(measures: PhaseMeasures, phase: string, step: number, noticed: number): void {
  for (const [name, value] of Object.entries(measures)) {
    if (!isLoss(name) || Number.isFinite(value)) continue
    const metric = name === 'loss' ? `${phase}Loss` : name
    const late =
      noticed > step ? ` It was noticed after step ${noticed}, when the device was asked for its measures.` : ''
    throw new StudioError('DIVERGED', `The run diverged at step ${step}: ${metric} became ${value}.${late}`, {
      safe: 'Checkpoints and samples from before are kept.',
      next: 'Resume from the last checkpoint, or start a run with a lower learning rate.',
      details: metric,
    })
  }
}

/** Computes the steps of a run, one after the other. */
export class Stepper {
  /** The update whose measures come next. */
  #measured: UpdateCursor
  #phases: readonly PhasePlan[]
  #ofPhase: StepValues[] = []
  #ofStep: StepValues = {}

  /** @param firstStep completed steps before the first */
  constructor(
    private readonly run: Pick<PreparedRun, 'course' | 'executor' | 'feeds' | 'plan'>,
    firstStep: number,
  ) {
    this.#phases = run.plan.phases
    this.#measured = new UpdateCursor(this.#phases, firstStep)
  }

  /** Goes on with other updates in a step, or other learning rates. Every step before has to be recorded. */
  turn(phases: readonly PhasePlan[], firstStep: number): void {
    this.#phases = phases
    this.#measured = new UpdateCursor(phases, firstStep)
  }

  /**
   * One training step: the updates of the discriminator, then one of the generator.
   * @param done completed steps before it
   * @param record takes the means over the step's updates. With an engine whose measures are read later, `collect` gives them.
   * @throws StudioError `DIVERGED` naming the loss that is not finite
   */
  async step(done: number, record: (values: StepValues) => void): Promise<void> {
    const { executor, feeds, course } = this.run
    const factor = rateFactor(course.config.learningRateSchedule, done, course.length.steps)
    for (const { name, updates, learningRate } of this.#phases) {
      for (let update = 0; update < updates; update++) {
        await feeds.next(executor.feeds[name] ?? {})
        const rate = factor * learningRate
        if (executor.deferred === undefined) this.#take(await executor.run(name, rate), done + 1, record)
        else await executor.deferred.run(name, rate)
      }
    }
  }

  /**
   * Records the steps whose measures the engine has not told yet.
   * @param step completed steps
   * @throws StudioError `DIVERGED`, after every step before it is recorded
   */
  async collect(step: number, record: (values: StepValues) => void): Promise<void> {
    for (const measures of (await this.run.executor.deferred?.collect()) ?? []) this.#take(measures, step, record)
  }

  #take(measures: PhaseMeasures, noticed: number, record: (values: StepValues) => void): void {
    const { done, phase, update } = this.#measured
    requireFinite(measures, phase.name, done + 1, noticed)
    this.#ofPhase.push(metricsOf(measures))
    this.#measured.advance()
    if (update + 1 < phase.updates) return
    this.#ofStep = { ...this.#ofStep, ...meanOf(this.#ofPhase) }
    this.#ofPhase = []
    if (this.#measured.done === done) return
    record(this.#ofStep)
    this.#ofStep = {}
  }
}
