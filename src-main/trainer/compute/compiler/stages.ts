import type { Graph, Pass } from './graph'
import { sequenceOf } from './passes/registry'

/** A graph on its way through the compiler. */
export interface Stage {
  /** The pass that made it. */
  readonly pass: string
  readonly graph: Graph
  /** What the pass took. */
  readonly milliseconds: number
}

/** The result of some work and what it took in milliseconds. */
export async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly result: T; readonly milliseconds: number }> {
  const start = performance.now()
  const result = await work()
  return { result, milliseconds: performance.now() - start }
}

/** The graph after each pass, in the order in which `optimise` runs them. */
export async function stagesOf(traced: Graph, chosen: readonly Pass[]): Promise<Stage[]> {
  const stages: Stage[] = []
  let graph = traced
  for (const pass of sequenceOf(chosen)) {
    const { result, milliseconds } = await timed(() => pass.run(graph))
    graph = result
    stages.push({ pass: pass.name, graph, milliseconds })
  }
  return stages
}
