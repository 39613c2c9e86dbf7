import type { PackedImages } from '@shared/contract/trainer'
import type { RunConfig } from '@shared/runs/config'
import type { Stretch } from '@shared/runs/stretch'
import type { PlannedFeed, TrainingProgram } from '../program/planned'

/** One phase of a step as its feeds see it. */
export interface PhasePlan {
  readonly name: string
  /** How many updates of this phase a step has, each with feeds of its own. */
  readonly updates: number
  /** Updates of this phase before the plan's stretch. */
  readonly before: number
  /** Before the schedule. */
  readonly learningRate: number
  readonly feeds: readonly PlannedFeed[]
}

/** What every update of a stretch of a run is fed: plain data, so that it can go to another thread. */
export interface FeedPlan {
  readonly images: PackedImages
  readonly seed: number
  readonly batchSize: number
  readonly stretch: Stretch
  readonly phases: readonly PhasePlan[]
}

/** The plan of a stretch of a run. @param config that is in force in it */
export function feedPlan(
  config: RunConfig,
  { phases }: Pick<TrainingProgram, 'phases'>,
  images: PackedImages,
  stretch: Stretch,
): FeedPlan {
  return {
    images,
    seed: config.seed,
    batchSize: config.batchSize,
    stretch,
    phases: phases.map(({ name, optimiser, feeds, updates }) => ({
      name,
      learningRate: optimiser.learningRate,
      ...(updates === 'each-batch'
        ? { updates: stretch.batchesPerStep, before: stretch.taken }
        : { updates: 1, before: stretch.from }),
      feeds,
    })),
  }
}

/** How many updates of a phase a run had before one. @param done completed steps before it @param update which of the phase's updates in its step, from 0 */
export const updatesBefore = (
  { updates, before }: Pick<PhasePlan, 'updates' | 'before'>,
  { from }: Stretch,
  done: number,
  update: number,
): number => before + (done - from) * updates + update

/** Walks through the updates of a run, step by step and phase by phase. */
export class UpdateCursor {
  #done: number
  #phase = 0
  #update = 0

  /** @param firstStep completed steps before the first update */
  constructor(
    private readonly phases: readonly PhasePlan[],
    firstStep: number,
  ) {
    this.#done = firstStep
    if (phases.length === 0) throw new RangeError('A step has at least one phase')
  }

  /** Completed steps before this update's. */
  get done(): number {
    return this.#done
  }

  get phase(): PhasePlan {
    const phase = this.phases[this.#phase]
    if (phase === undefined) throw new RangeError(`There is no phase ${this.#phase}`)
    return phase
  }

  /** Which of the phase's updates in its step, from 0. */
  get update(): number {
    return this.#update
  }

  advance(): void {
    if (++this.#update < this.phase.updates) return
    this.#update = 0
    if (++this.#phase < this.phases.length) return
    this.#phase = 0
    this.#done++
  }
}
