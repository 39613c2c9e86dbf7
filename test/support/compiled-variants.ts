import { createHash } from 'node:crypto'
import { traceInference, tracePhase } from '../../src-main/trainer/compute/compiler/capture/trace'
import {
  type Compiler,
  type CompilerOptions,
  compileGraph,
  fullOptimisation,
} from '../../src-main/trainer/compute/compiler/compile'
import type { Graph } from '../../src-main/trainer/compute/compiler/graph'
import { optimise, passes } from '../../src-main/trainer/compute/compiler/passes/registry'
import type { Arrays, Executor, Phase, Program } from '../../src-main/trainer/compute/engine'
import { CompiledExecutor } from '../../src-main/trainer/compute/engines/compiled-executor'
import { chooseRuntime } from '../../src-main/trainer/compute/runtime/choose'
import { passesWithTiles } from './tiles'

/** The compiler's choices that are compared with everything on, by what is different about them. */
export const variants: Readonly<Record<string, CompilerOptions>> = {
  'everything on': fullOptimisation,
  'plain gradients of normalisation': { ...fullOptimisation, closedFormNormalisation: false },
  'tiles everywhere': { ...fullOptimisation, passes: passesWithTiles(4) },
  ...Object.fromEntries(
    passes.map((left) => [
      `without ${left.name}`,
      { ...fullOptimisation, passes: passes.filter((pass) => pass !== left) },
    ]),
  ),
}

/** The processor's engine with one of the variants. */
export interface CompiledVariant {
  readonly variant: string
  prepare(program: Program, state: Arrays): Promise<Executor>
}

/**
 * The variants that compile a program to different models, everything on first: a pass that does nothing to a program leaves the same
 * bytes, and so the same numbers.
 */
export async function compiledVariants(program: Program): Promise<CompiledVariant[]> {
  const choice = await chooseRuntime()
  if (!choice.available) throw new Error(choice.reason)
  const traces = new Map<string, Graph>()
  const traceOf = (phase: Phase, state: Program['state'], options: CompilerOptions): Graph => {
    const key = `${phase.name} ${options.closedFormNormalisation}`
    const graph = traces.get(key) ?? tracePhase(phase, state, options)
    traces.set(key, graph)
    return graph
  }
  const seen = new Set<string>()
  return Object.entries(variants).flatMap(([variant, options]): CompiledVariant[] => {
    const models = new Map(
      program.phases.map((phase) => [
        phase,
        compileGraph(optimise(traceOf(phase, program.state, options), options.passes)),
      ]),
    )
    const hash = createHash('sha256')
    for (const { model } of models.values()) hash.update(model)
    const key = hash.digest('hex')
    if (seen.has(key)) return []
    seen.add(key)
    const compiler: Compiler = {
      phase: async (phase, state) =>
        models.get(phase) ?? compileGraph(optimise(tracePhase(phase, state, options), options.passes)),
      inference: async (inference, state) => compileGraph(optimise(traceInference(inference, state), options.passes)),
    }
    const prepare: CompiledVariant['prepare'] = (some, state) =>
      CompiledExecutor.prepare(some, state, choice.runtime, compiler, () => undefined)
    return [{ variant, prepare }]
  })
}
