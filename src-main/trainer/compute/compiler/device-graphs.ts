import type { Shape } from '@shared/architecture/layer'
import { optimisers } from '@shared/optimisers/optimiser'
import type { Inference, Phase, StateTensor } from '../engine'
import { clip, concat, input, reshape, slice } from './build'
import { tracePhase } from './capture/trace'
import { type Compiled, type CompilerOptions, compileGraph, compilerOf } from './compile'
import { type Graph, type Node, nodesOf } from './graph'
import { gradientOutput, measureOutput, stateInput, updateOutput } from './names'
import { follow, given } from './optimisers/arithmetic'
import { graphUpdate } from './optimisers/update'
import { optimise } from './passes/registry'

/** Names of graph inputs and outputs beside those of a trace. A slot is `<slot>/<state name>`. */
export const slotInput = (phase: string, slot: string): string => `slot/${phase}/${slot}`
export const numberInput = (index: number): string => `number/${index}`
export const nextOutput = (input: string): string => `next/${input}`
/** All measures of a phase as one vector. */
export const MEASURES = 'measures'

/** Updates whose measures a device keeps until they are read. */
export const TOLD_UPDATES = 16
/** The measures of a phase's last updates, [updates, measures], the newest in the last row. */
export const toldInput = (phase: string): string => `told/${phase}`

interface Parts {
  readonly measures: readonly string[]
  readonly vector: Node
  /** By state name. */
  readonly gradients: ReadonlyMap<string, Node>
  readonly updates: ReadonlyMap<string, Node>
  /** The inputs of the trace by name: an input must be one node. */
  readonly inputs: ReadonlyMap<string, Node>
}

function partsOf(traced: Graph): Parts {
  const named = (prefix: string) =>
    traced.outputs.flatMap(({ name, node }) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), node] as const] : [],
    )
  const measures = named(measureOutput(''))
  return {
    measures: measures.map(([name]) => name),
    vector: concat(
      measures.map(([, node]) => reshape(node, [1])),
      0,
    ),
    gradients: new Map(named(gradientOutput(''))),
    updates: new Map(named(updateOutput(''))),
    inputs: new Map(
      nodesOf(traced).flatMap((node) =>
        node.operation.kind === 'input' ? [[node.operation.name, node] as const] : [],
      ),
    ),
  }
}

const compiled = ({ measures }: Parts, outputs: Graph['outputs'], options: CompilerOptions): Compiled => ({
  ...compileGraph(optimise({ outputs }, options.passes)),
  measures,
})

/** The rows of measures moved up by one, the oldest out, and a new one at the end. */
function told(phase: string, { vector, measures }: Parts): Graph['outputs'][number] {
  const width = measures.length
  const before = input(toldInput(phase), [TOLD_UPDATES, width], 'float32')
  const kept = slice(before, [1, 0], [TOLD_UPDATES - 1, width])
  return { name: nextOutput(toldInput(phase)), node: concat([kept, reshape(vector, [1, width])], 0) }
}

/** The weights of a phase after its update, and what follows them, by state name; slots by their inputs. */
function updated(phase: Phase, parts: Parts, shapes: ReadonlyMap<string, Shape>): Map<string, Node> {
  const place = (key: string, name: string) => parts.inputs.get(key) ?? input(key, shapes.get(name) ?? [], 'float32')
  const update = graphUpdate(phase.optimiser)
  const numbers = update.numbers(1, 1).map((_, i) => input(numberInput(i), [], 'float32'))
  const next = new Map<string, Node>()
  for (const [name, gradient] of parts.gradients) {
    const keys = optimisers[phase.optimiser.type].slots.map((slot) => slotInput(phase.name, `${slot}/${name}`))
    const before = { weights: place(stateInput(name), name), slots: keys.map((key) => place(key, name)) }
    const { weights, slots } = update.move(before, gradient, numbers)
    const limit = phase.clipWeights
    next.set(stateInput(name), limit === undefined ? weights : clip(weights, -limit, limit))
    for (const [i, key] of keys.entries()) next.set(key, given(slots, i))
  }
  for (const [name, node] of parts.updates) next.set(stateInput(name), node)
  for (const { weight, average } of phase.average?.pairs ?? []) {
    const weights = next.get(stateInput(weight)) ?? place(stateInput(weight), weight)
    next.set(stateInput(average), follow(place(stateInput(average), average), weights, phase.average?.decay ?? 0))
  }
  return next
}

/**
 * A whole update of a phase as one model: state, slots and what was measured before in, the next of each out. What an input `x`
 * becomes is the output `next/x`.
 */
function compileStep(phase: Phase, state: readonly StateTensor[], options: CompilerOptions): Compiled {
  const parts = partsOf(tracePhase(phase, state, options))
  const shapes = new Map(state.map(({ name, shape }) => [name, shape]))
  const next = [...updated(phase, parts, shapes)].map(([key, node]) => ({ name: nextOutput(key), node }))
  return compiled(parts, [told(phase.name, parts), ...next], options)
}

/** The measures and the gradients of a phase as one model that changes nothing. */
function compileGradients(phase: Phase, state: readonly StateTensor[], options: CompilerOptions): Compiled {
  const parts = partsOf(tracePhase(phase, state, options))
  const gradients = [...parts.gradients].map(([name, node]) => ({ name: gradientOutput(name), node }))
  return compiled(parts, [{ name: MEASURES, node: parts.vector }, ...gradients], options)
}

/** A model that copies tensors, each from the input of its name to the output `next/name`: the way onto a device and back. */
export function compileCopy(shapes: ReadonlyMap<string, Shape>): Compiled {
  const outputs = [...shapes].map(([name, shape]) => ({ name: nextOutput(name), node: input(name, shape, 'float32') }))
  return compileGraph({ outputs })
}

/** Makes models for a device, whose state stays there. All throw `ENGINE_UNAVAILABLE` for what cannot be expressed. */
export interface DeviceCompiler {
  /** A whole update of a phase: state, slots and what was measured before in, `next/` of each out. */
  step(phase: Phase, state: readonly StateTensor[]): Promise<Compiled>
  /** The measures and the gradients of a phase. */
  gradients(phase: Phase, state: readonly StateTensor[]): Promise<Compiled>
  inference(inference: Inference, state: readonly StateTensor[]): Promise<Compiled>
}

/** A compiler for devices that traces and rewrites everything anew. */
export const deviceCompilerOf = (options: CompilerOptions): DeviceCompiler => ({
  step: async (phase, state) => compileStep(phase, state, options),
  gradients: async (phase, state) => compileGradients(phase, state, options),
  inference: (inference, state) => compilerOf(options).inference(inference, state),
})
