import type { Arrays, Program, Snapshot } from '../compute/engine'
import type { TrainingProgram } from './planned'

/** How the runs of a family are computed. All functions are pure and get configs without problems. */
export interface ProgramBuilder<Config> {
  /**
   * What a run computes.
   * @param count images in each of its pictures
   */
  program(config: Config, count: number): Omit<TrainingProgram, 'identity'>
  /** State beside the networks' own before the first step, by state name. @param state that of the networks */
  extraState(config: Config, state: Arrays): Arrays
}

/** How a checkpoint of a family draws images of latents: the inference `samples` with the feed `z`, and labels where it takes any. */
export interface SamplerBuilder<Config> {
  program(config: Config, count: number): Program
  /** Whether it draws with averaged weights. */
  averaged(config: Config): boolean
  /** The state that it draws with, for the names of the program's state. */
  stateOf(config: Config, snapshot: Snapshot, names: readonly string[]): Arrays
}
