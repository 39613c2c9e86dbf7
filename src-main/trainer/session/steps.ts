import { StudioError } from '@shared/contract/errors'
import { rateFactor } from '@shared/optimisers/schedule'
import type { RunConfig, RunLength } from '@shared/runs/config'
import type { Feeds } from '../batches/feeds'
import type { PhasePlan } from '../batches/plan'
import type { Executor } from '../compute/engine'
import { meanOf, metricsOf, type StepValues } from './measures'

/** The measures whose values show that a run has diverged. */
const isLoss = (name: string): boolean => name.toLowerCase().endsWith('loss')

function requireFinite(measures: Readonly<Record<string, number>>, phase: string, step: number): void {
  for (const [name, value] of Object.entries(measures)) {
    if (!isLoss(name) || Number.isFinite(value)) continue
    const metric = name === 'loss' ? `${phase}Loss` : name
    throw new StudioError('DIVERGED', `The run diverged at step ${step}: ${metric} became ${value}.`, {
      safe: 'Checkpoints and samples from before are kept.',
      next: 'Resume from the last checkpoint, or start a run with a lower learning rate.',
      details: metric,
    })
  }
}

/** Computes the steps of a run, one after the other. */
export class Stepper {
  constructor(
    private readonly schedule: RunConfig['learningRateSchedule'],
    private readonly length: RunLength,
    private readonly phases: readonly PhasePlan[],
    private readonly executor: Executor,
    private readonly feeds: Feeds,
  ) {}

  /**
   * One training step: the updates of the discriminator, then one of the generator.
   * @param done completed steps before it
   * @returns the means over the step's updates
   * @throws StudioError `DIVERGED` naming the loss that is not finite
   */
  async step(done: number): Promise<StepValues> {
    const values: [string, number][] = []
    const factor = rateFactor(this.schedule, done, this.length.steps)
    for (const { name, updates, learningRate } of this.phases) {
      const measured: StepValues[] = []
      for (let update = 0; update < updates; update++) {
        await this.feeds.next(this.executor.feeds[name] ?? {})
        const measures = await this.executor.run(name, factor * learningRate)
        requireFinite(measures, name, done + 1)
        measured.push(metricsOf(measures))
      }
      values.push(...Object.entries(meanOf(measured)))
    }
    return metricsOf(Object.fromEntries(values))
  }
}
