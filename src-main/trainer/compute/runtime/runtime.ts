import type { Shape } from '@shared/architecture/layer'

/** Memory that a model reads or writes in place. It must not be detached while bound. */
export interface Bound {
  readonly values: Float32Array | Uint8Array | Int32Array
  readonly shape: Shape
}

export type Bindings = Readonly<Record<string, Bound>>

/** A model with all its inputs and outputs fixed. Runs must not overlap. */
export interface BoundModel {
  /** Reads the inputs, writes the outputs. Blocks the thread that calls it for a few milliseconds at most. */
  run(): Promise<void>
  /** Frees what it holds outside of JavaScript; must not be called during a run. */
  release(): void
}

/** How a model is loaded. */
export interface LoadOptions {
  /** Whether the model came from `optimise`: then it is taken as it is. */
  readonly optimised?: boolean
  /** Whether it takes the memory of each result when it needs it, rather than that of a whole run at once: less, and a little slower. */
  readonly frugal?: boolean
  /** The time of every operation of every run goes into a file whose path begins with this; it is complete after `release`. */
  readonly profile?: string
}

/** ONNX Runtime, reached in one of several ways. */
export interface Runtime {
  /** How it is reached, such as `C API`. */
  readonly title: string
  /** Version of ONNX Runtime. */
  readonly version: string
  /** Threads that share the work of a run. */
  readonly threads: number
  /** Loads an ONNX model and binds it. Throws if the model, a name, a type or a shape does not fit. */
  load(model: Uint8Array, inputs: Bindings, outputs: Bindings, options?: LoadOptions): Promise<BoundModel>
  /** A model as it is rewritten for this machine when it is loaded, where the runtime can tell. Throws if the model does not fit. */
  optimise?(model: Uint8Array): Promise<Uint8Array>
}
