import type { Shape } from '@shared/architecture/layer'
import type { Inference, Phase, StateTensor } from '../engine'
import { traceInference, tracePhase } from './capture/trace'
import { graphCost } from './cost'
import { type Graph, nodesOf, type Pass } from './graph'
import { toOnnx } from './onnx'
import { orientation } from './passes/orientation'
import { passes as allPasses, optimise } from './passes/registry'

/** What the compiler may do. */
export interface CompilerOptions {
  readonly passes: readonly Pass[]
  /** Uses the closed form of the batch-normalisation gradient. */
  readonly closedFormNormalisation: boolean
}

/** Everything on. */
export const fullOptimisation: CompilerOptions = { passes: allPasses, closedFormNormalisation: true }

/** An input or output of a model, with the shape that the model wants. */
export interface Port {
  readonly name: string
  readonly shape: Shape
}

/** A compiled graph: the ONNX model, its inputs and its outputs. */
export interface Compiled {
  readonly model: Uint8Array
  /** Whether the runtime has already optimised the model, for this machine. */
  readonly optimised?: boolean
  /** Whether its results are so large that memory counts for more than where they lie. */
  readonly large?: boolean
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** What the vector of measures of a graph for a device holds, in its order. */
  readonly measures?: readonly string[]
}

/** Makes models of what a program computes. Both throw `ENGINE_UNAVAILABLE` for what cannot be expressed. */
export interface Compiler {
  /** A phase as a model: loss, measures, gradients and running statistics. */
  phase(phase: Phase, state: readonly StateTensor[]): Promise<Compiled>
  /** An inference as a model. */
  inference(inference: Inference, state: readonly StateTensor[]): Promise<Compiled>
}

/** Bytes that all operations of a large graph write together. */
const LARGE = 2 ** 30

/** A graph as it is, as a model. */
export function compileGraph(graph: Graph): Compiled {
  const inputs = nodesOf(graph).flatMap(({ operation, shape }) =>
    operation.kind === 'input' ? [{ name: operation.name, shape }] : [],
  )
  return {
    model: toOnnx(graph),
    large: graphCost(graph).bytesWritten > LARGE,
    inputs,
    outputs: graph.outputs.map(({ name, node: { shape } }) => ({ name, shape })),
  }
}

/** The passes for a phase or an inference: weights are mirrored for training alone. */
export const passesFor = (kind: 'phase' | 'inference', { passes }: CompilerOptions): readonly Pass[] =>
  kind === 'phase' ? passes : passes.filter((pass) => pass !== orientation)

/** A compiler that traces and rewrites everything anew. */
export const compilerOf = (options: CompilerOptions): Compiler => ({
  phase: async (phase, state) => compileGraph(optimise(tracePhase(phase, state, options), passesFor('phase', options))),
  inference: async (inference, state) =>
    compileGraph(optimise(traceInference(inference, state), passesFor('inference', options))),
})
