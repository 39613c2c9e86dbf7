import { input, matmul } from '../src-main/trainer/compute/compiler/build'
import { fullOptimisation, passesFor } from '../src-main/trainer/compute/compiler/compile'
import type { Graph, Node } from '../src-main/trainer/compute/compiler/graph'
import { toOnnx } from '../src-main/trainer/compute/compiler/onnx'
import { stagesOf } from '../src-main/trainer/compute/compiler/stages'
import type { Bound, BoundModel, Runtime } from '../src-main/trainer/compute/runtime/runtime'
import { buildProgram } from '../src-main/trainer/program/build'
import { traceProgram } from '../src-main/trainer/timing/flops'
import { sizeOf } from '../src-shared/architecture/layer'
import { stream } from '../src-shared/random/generator'
import type { RunConfig } from '../src-shared/runs/config'

/** The matrix products of a graph, each once. */
function productsOf({ outputs }: Graph): Node[] {
  const seen = new Set<Node>()
  const waiting = outputs.map(({ node }) => node)
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    waiting.push(...node.inputs)
  }
  return [...seen].filter(({ operation }) => operation.kind === 'matmul')
}

function filled(name: string, { shape }: Node): Bound {
  const values = new Float32Array(sizeOf(shape))
  stream(1, name).fillNormal(values)
  return { values, shape }
}

/** A model of nothing but the products of a graph: their operands are its inputs, and no product waits for another. */
async function load(runtime: Runtime, graph: Graph) {
  const operands = new Map<Node, Node>()
  const operand = (node: Node): Node => {
    const known = operands.get(node) ?? input(`x${operands.size}`, node.shape, node.type)
    operands.set(node, known)
    return known
  }
  const outputs = productsOf(graph).flatMap(({ operation, inputs: [a, b] }, i) =>
    operation.kind === 'matmul' && a !== undefined && b !== undefined
      ? [{ name: `y${i}`, node: matmul(operand(a), operand(b), operation.transposeA, operation.transposeB) }]
      : [],
  )
  const inputs = Object.fromEntries(
    [...operands.values()].flatMap((node) =>
      node.operation.kind === 'input' ? [[node.operation.name, filled(node.operation.name, node)]] : [],
    ),
  )
  const results = Object.fromEntries(outputs.map(({ name, node }) => [name, filled(name, node)]))
  return runtime.load(toOnnx({ outputs }), inputs, results)
}

/**
 * Times the matrix products of a step by themselves: the models of its phases reduced to them, run in turn as a step runs them, and
 * nothing between. No step that computes these products through this runtime is faster.
 * @param rounds how many steps are timed
 * @returns milliseconds of each of them, in increasing order
 */
export async function timeProducts(runtime: Runtime, config: RunConfig, rounds: number): Promise<number[]> {
  const program = buildProgram(config, 1)
  const parts = traceProgram(program, fullOptimisation).filter(({ kind }) => kind === 'phase')
  const models: BoundModel[] = []
  for (const { graph } of parts) {
    const stages = await stagesOf(graph, passesFor('phase', fullOptimisation))
    models.push(await load(runtime, stages.at(-1)?.graph ?? graph))
  }
  const times: number[] = []
  for (let i = -5; i < rounds; i++) {
    const begin = performance.now()
    for (const model of models) await model.run()
    if (i >= 0) times.push(performance.now() - begin)
  }
  for (const model of models) model.release()
  return times.sort((a, b) => a - b)
}
