import type { CompiledPart, MeasuredNode } from '@shared/compute/compile-report'
import { isWork, nodeCost, operationCosts, operationName } from '../compute/compiler/cost'
import type { Graph, Node } from '../compute/compiler/graph'
import type { ProfiledRun } from '../compute/runtime/profile'

/** How many of the slowest operations are named. */
const NAMED = 20

/** The graph's node behind a name in a profile: where the runtime puts nodes together, it adds to the name of the first. */
function originOf(name: string, origins: ReadonlyMap<string, Node>): Node | undefined {
  for (
    let part = name.replace(/^fused /, '');
    part !== '';
    part = part.slice(0, Math.max(part.lastIndexOf('/'), part.lastIndexOf('_'), 0))
  ) {
    const node = origins.get(part)
    if (node !== undefined) return node
  }
  return undefined
}

/** Adds to the number under a key. */
const add = <K>(map: Map<K, number>, key: K, amount: number): void => {
  map.set(key, (map.get(key) ?? 0) + amount)
}

/**
 * What the operations of a graph took in the runs of its model, on average over the runs.
 * @param origins the graph's node of each ONNX node, by name
 */
export function measuredOperations(
  graph: Graph,
  origins: ReadonlyMap<string, Node>,
  runs: readonly ProfiledRun[],
): Pick<CompiledPart, 'operations' | 'added' | 'slowest'> {
  const ofNode = new Map<Node, number>()
  const added = new Map<string, { count: number; milliseconds: number }>()
  for (const { operations } of runs) {
    for (const { name, operator, milliseconds } of operations) {
      const node = originOf(name, origins)
      if (node !== undefined && isWork(node)) add(ofNode, node, milliseconds / runs.length)
      else {
        const before = added.get(operator) ?? { count: 0, milliseconds: 0 }
        added.set(operator, { count: before.count + 1, milliseconds: before.milliseconds + milliseconds })
      }
    }
  }
  const ofOperation = new Map<string, number>()
  for (const [node, milliseconds] of ofNode) add(ofOperation, operationName(node.operation), milliseconds)
  const names = new Map([...origins].map(([name, node]) => [node, name]))
  const slowest: MeasuredNode[] = [...ofNode]
    .sort(([, a], [, b]) => b - a)
    .slice(0, NAMED)
    .map(([node, milliseconds]) => ({
      name: names.get(node) ?? '',
      operation: operationName(node.operation),
      inputs: node.inputs.map(({ shape }) => [...shape]),
      output: [...node.shape],
      flops: nodeCost(node).flops,
      milliseconds,
    }))
  return {
    operations: operationCosts(graph)
      .map((cost) => ({ ...cost, milliseconds: ofOperation.get(cost.operation) ?? null }))
      .sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0)),
    added: [...added]
      .map(([operation, { count, milliseconds }]) => ({
        operation,
        count: Math.max(1, Math.round(count / runs.length)),
        milliseconds: milliseconds / runs.length,
      }))
      .sort((a, b) => b.milliseconds - a.milliseconds),
    slowest,
  }
}
