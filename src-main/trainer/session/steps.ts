import { StudioError } from '@shared/contract/errors'
import { rateFactor } from '@shared/optimisers/schedule'
import type { RunConfig, RunLength } from '@shared/runs/config'
import type { ImageSource } from '../batches/images'
import { batchPosition, ShuffledOrder } from '../batches/order'
import type { Executor } from '../compute/engine'
import { fillNoise } from '../noise'
import type { GanProgram, PlannedPhase } from '../program/planned'
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

/** Computes the steps of a run, each from its number alone. */
export class Stepper {
  readonly #config: RunConfig
  readonly #program: GanProgram
  readonly #executor: Executor
  readonly #images: ImageSource
  readonly #length: RunLength
  readonly #order: ShuffledOrder

  constructor(config: RunConfig, program: GanProgram, executor: Executor, images: ImageSource, length: RunLength) {
    this.#config = config
    this.#program = program
    this.#executor = executor
    this.#images = images
    this.#length = length
    this.#order = new ShuffledOrder(config.seed, images.count)
  }

  /**
   * One training step: the updates of the discriminator, then one of the generator.
   * @param done completed steps before it
   * @returns the means over the step's updates
   * @throws StudioError `DIVERGED` naming the loss that is not finite
   */
  async step(done: number): Promise<StepValues> {
    const values: [string, number][] = []
    const factor = rateFactor(this.#config.learningRateSchedule, done, this.#length.steps)
    for (const phase of this.#program.phases) {
      const updates = phase.name === 'discriminator' ? this.#config.discriminatorSteps : 1
      const measured: StepValues[] = []
      for (let update = 0; update < updates; update++) {
        this.#feed(phase, done, update, updates)
        const measures = await this.#executor.run(phase.name, factor * phase.optimiser.learningRate)
        requireFinite(measures, phase.name, done + 1)
        measured.push(metricsOf(measures))
      }
      values.push(...Object.entries(meanOf(measured)))
    }
    return metricsOf(Object.fromEntries(values))
  }

  #feed(phase: PlannedPhase, done: number, update: number, updates: number): void {
    const buffers = this.#executor.feeds[phase.name] ?? {}
    for (const { name, source } of phase.feeds) {
      if (source.type !== 'images') continue
      const buffer = buffers[name]
      if (!(buffer instanceof Uint8Array)) throw new Error(`The feed “${name}” of ${phase.name} has no uint8 buffer`)
      const plan = { stepsPerEpoch: this.#length.stepsPerEpoch, batchesPerStep: this.#config.discriminatorSteps }
      this.#images.copy(this.#order.indices(batchPosition(plan, done, update), this.#config.batchSize), buffer)
    }
    const { seed, architecture } = this.#config
    fillNoise(phase, buffers, { seed, prior: architecture.latent.prior, update: done * updates + update })
  }
}
