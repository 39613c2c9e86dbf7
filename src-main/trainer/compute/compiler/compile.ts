import type { Inference, Phase, StateTensor } from '../engine'
import { traceInference, tracePhase } from './capture/trace'
import { type Graph, type Node, nodesOf, type Pass } from './graph'
import { toOnnx } from './onnx'
import { passes as allPasses, optimise } from './passes/registry'

/** What the compiler may do. */
export interface CompilerOptions {
  readonly passes: readonly Pass[]
  /** Uses the closed form of the batch-normalisation gradient. */
  readonly closedFormNormalisation: boolean
}

/** Everything on. */
export const fullOptimisation: CompilerOptions = { passes: allPasses, closedFormNormalisation: true }

/** A compiled graph: the model, and its inputs and outputs with the shapes that it wants. */
export interface Compiled {
  readonly graph: Graph
  readonly model: Uint8Array
  readonly inputs: readonly { readonly name: string; readonly node: Node }[]
  readonly outputs: Graph['outputs']
}

function compile(traced: Graph, passes: readonly Pass[]): Compiled {
  const graph = optimise(traced, passes)
  const inputs = nodesOf(graph).flatMap((node) =>
    node.operation.kind === 'input' ? [{ name: node.operation.name, node }] : [],
  )
  return { graph, model: toOnnx(graph), inputs, outputs: graph.outputs }
}

/** A phase as a model: loss, measures, gradients and running statistics. Throws `ENGINE_UNAVAILABLE` for what it cannot express. */
export const compilePhase = (phase: Phase, state: readonly StateTensor[], options: CompilerOptions): Compiled =>
  compile(tracePhase(phase, state, options), options.passes)

/** An inference as a model. Throws `ENGINE_UNAVAILABLE` for what it cannot express. */
export const compileInference = (
  inference: Inference,
  state: readonly StateTensor[],
  options: CompilerOptions,
): Compiled => compile(traceInference(inference, state), options.passes)
