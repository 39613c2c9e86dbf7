import { traceInference, tracePhase } from '../compute/compiler/capture/trace'
import type { CompilerOptions } from '../compute/compiler/compile'
import { graphCost } from '../compute/compiler/cost'
import type { Graph } from '../compute/compiler/graph'
import { optimise } from '../compute/compiler/passes/registry'
import { sharing } from '../compute/compiler/passes/share'
import { simplification } from '../compute/compiler/passes/simplify'
import type { Program } from '../compute/engine'

/** A phase or an inference as it was traced. */
export interface TracedPart {
  readonly name: string
  readonly kind: 'phase' | 'inference'
  readonly graph: Graph
  readonly milliseconds: number
}

function traced(kind: TracedPart['kind'], name: string, trace: () => Graph): TracedPart {
  const start = performance.now()
  const graph = trace()
  return { name, kind, graph, milliseconds: performance.now() - start }
}

/** All phases and inferences of a program, traced. Throws `ENGINE_UNAVAILABLE` for what cannot be expressed. */
export const traceProgram = (
  program: Program,
  options: Pick<CompilerOptions, 'closedFormNormalisation'>,
): TracedPart[] => [
  ...program.phases.map((phase) => traced('phase', phase.name, () => tracePhase(phase, program.state, options))),
  ...program.inferences.map((one) => traced('inference', one.name, () => traceInference(one, program.state))),
]

/**
 * FLOPs of one update of each phase, whatever way they are computed: counted before convolutions are rewritten, without what is
 * computed twice or for nothing. The optimiser's few operations for each weight are not counted.
 */
export const stepFlops = (parts: readonly TracedPart[]): number =>
  parts
    .filter(({ kind }) => kind === 'phase')
    .map(({ graph }) => graphCost(optimise(graph, [simplification, sharing])).flops)
    .reduce((sum, flops) => sum + flops, 0)
