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
  /** Whether the run keeps an average of its weights, and whether its own samples are drawn with it. */
  average(config: Config): 'none' | 'kept' | 'drawn'
  /** The state that it draws with, for the names of the program's state; `averaged` where there is an average. */
  stateOf(config: Config, snapshot: Snapshot, names: readonly string[], averaged: boolean): Arrays
  /** Makes latents of images: the inference `codes` with the feed `real`. Null where there is no encoder. */
  readonly encoder: ((config: Config, count: number) => Program) | null
  /** Whether its training gives every latent of the prior an image; a plain autoencoder's latents lie anywhere. */
  readonly fillsPrior: boolean
}
