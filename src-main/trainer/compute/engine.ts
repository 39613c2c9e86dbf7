import type { Shape } from '@shared/architecture/layer'
import type { EngineId, EngineStatus } from '@shared/compute/engine'
import type { Optimiser } from '@shared/optimisers/optimiser'
import type { Scalar, Tensor } from '@tensorflow/tfjs-core'

/** A tensor of the run's state: a weight, or a running statistic of a network. */
export interface StateTensor {
  /** `<network>/<layer>/<weight>`, unique in the program. */
  readonly name: string
  readonly shape: Shape
  /** Whether an optimiser changes it. */
  readonly trainable: boolean
}

/** A tensor that is fed to a phase. Images are uint8; everything else is float32. Shapes include the batch. */
export interface FeedSpec {
  readonly name: string
  readonly shape: Shape
  readonly type: 'float32' | 'uint8'
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>

/** What one phase computes: written once with tfjs operations, executed or traced by an engine. */
export interface PhaseOutcome {
  /** The scalar whose gradient trains the phase's weights. */
  readonly loss: Scalar
  /** Scalars worth recording. */
  readonly measures: Readonly<Record<string, Scalar>>
  /** New values of state that no optimiser changes (running statistics), by state name. */
  readonly updates: Tensors
}

/** Tensors of the state that follow weights: average ← decay·average + (1 − decay)·weight. */
export interface RunningAverage {
  readonly decay: number
  /** Names of trained state, and of the state that follows each. */
  readonly pairs: readonly { readonly weight: string; readonly average: string }[]
}

/** One update within a training step, such as that of the discriminator. */
export interface Phase {
  readonly name: string
  /** Names of the trainable state that this phase's optimiser changes. */
  readonly trains: readonly string[]
  readonly optimiser: Optimiser
  /** The gradients of all trained weights together are scaled down to at most this norm, before they are used or told. */
  readonly clipGradients?: number
  /** After the optimiser, trained weights are moved into [−limit, limit]. */
  readonly clipWeights?: number
  /** After that, these tensors of the state follow the trained weights. */
  readonly average?: RunningAverage
  readonly feeds: readonly FeedSpec[]
  /**
   * What the loss takes for given, by names of its own: computed before it from the same state and feeds, joined to the feeds, and no
   * gradient flows through it. Pure in its arguments.
   */
  given?(state: Tensors, feeds: Tensors): Tensors
  /** Pure in its arguments. `feeds` holds images as uint8 values (an int32 tensor, to tfjs). */
  compute(state: Tensors, feeds: Tensors): PhaseOutcome
}

/** An inference without gradients, such as drawing samples. */
export interface Inference {
  readonly name: string
  readonly feeds: readonly FeedSpec[]
  /** Shape of the result, float32. */
  readonly output: Shape
  compute(state: Tensors, feeds: Tensors): Tensor
}

/** Everything that a run computes, independent of the engine. */
export interface Program {
  /**
   * What its computation is made from: in one build of the studio, programs of equal identity compute the same. Compiled graphs are
   * found again by it; a program without one is compiled anew each time.
   */
  readonly identity?: string
  readonly state: readonly StateTensor[]
  readonly phases: readonly Phase[]
  readonly inferences: readonly Inference[]
}

/** Values by name: state, optimiser slots, feeds, gradients. */
export type Arrays = Readonly<Record<string, Float32Array>>
export type FeedArrays = Readonly<Record<string, Float32Array | Uint8Array>>

/** What a phase's optimiser keeps, and the number of its updates. */
export interface OptimiserState {
  readonly updates: number
  /** `<slot>/<state name>`, the slots as `src-shared/optimisers` lists them; `m/…` and `v/…` for Adam. */
  readonly slots: Arrays
}

/** The whole state of a run: a checkpoint holds exactly this. */
export interface Snapshot {
  readonly state: Arrays
  readonly optimisers: Readonly<Record<string, OptimiserState>>
}

/** The loss and the measures of one update, by name. */
export type PhaseMeasures = Readonly<Record<string, number>>

/** Updates whose measures stay on the device until they are asked for, where a read would make it wait. */
export interface DeferredRuns {
  /** As `Executor.run`, without reading what was measured. */
  run(phase: string, learningRate?: number): Promise<void>
  /** The measures of every deferred run since the last call, oldest first. */
  collect(): Promise<readonly PhaseMeasures[]>
}

/** A program made ready to run on one engine. Calls must not overlap. */
export interface Executor {
  /**
   * Feed buffers that the engine owns: write a phase's (or an inference's) feeds into these before `run`, so that nothing is copied.
   * Keyed by phase or inference name, then feed name.
   */
  readonly feeds: Readonly<Record<string, FeedArrays>>
  /**
   * Runs one phase: loss, gradients, optimiser update, weight clipping, running statistics and averages. Returns the loss and
   * the measures. `learningRate` replaces the optimiser's own in this update.
   */
  run(phase: string, learningRate?: number): Promise<PhaseMeasures>
  /** Where reads are dear: a training session uses this in the place of `run`, and reads when metrics are due. */
  readonly deferred?: DeferredRuns
  /** The gradients of a phase at the present state and feeds, by state name, without changing the state. For tests and diagnosis. */
  gradients(phase: string): Promise<{ readonly measures: Readonly<Record<string, number>>; readonly gradients: Arrays }>
  /** Computes an inference. The result is a copy. */
  infer(inference: string): Promise<Float32Array>
  /** A copy of the whole state. */
  snapshot(): Promise<Snapshot>
  /** Replaces the whole state; throws if a tensor is missing or has another size. */
  restore(snapshot: Snapshot): Promise<void>
  dispose(): void
}

/** A way to execute programs. */
export interface Engine {
  readonly id: EngineId
  /** Finds out by trying whether the engine can be used here. Never throws. */
  status(): Promise<EngineStatus>
  /**
   * Makes a program ready, with the given state; optimisers start at zero. `onPhase` is told what is being done ("Tracing the
   * discriminator", …). Throws a `StudioError` `ENGINE_UNAVAILABLE` or `OUT_OF_MEMORY`.
   */
  prepare(program: Program, state: Arrays, onPhase?: (what: string) => void): Promise<Executor>
}
