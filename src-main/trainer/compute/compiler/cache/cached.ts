import { canonicalJson, sha256 } from '../../../checkpoint/manifest'
import type { Inference, Phase } from '../../engine'
import type { Compiled, Compiler, CompilerOptions } from '../compile'
import type { DeviceCompiler } from '../device-graphs'
import { decodeEntry, encodeEntry } from './entry'
import type { GraphStore } from './store'

/** Where compiled graphs are kept, and everything beside the program that they depend on. */
export interface GraphCache {
  readonly store: GraphStore
  /** Tells builds of the studio apart: another compiler makes other graphs. */
  readonly build: string
  /** The machine and the runtime that the models are made for, since a runtime optimises for the processor at hand. */
  readonly target: string
  /** A model as the runtime would rewrite it when it loads it, so that this is not done again. */
  readonly optimise?: (model: Uint8Array) => Promise<Uint8Array>
}

/** What the graph of a phase depends on. The optimiser is part of it because some engines put it into the graph. */
function phaseParts({ compute, ...phase }: Phase): object {
  return { phase }
}

function inferenceParts({ compute, ...inference }: Inference): object {
  return { inference }
}

/** Answers with the graph that `parts` name: from the disk, or made and kept there. */
type Keeper = (parts: object, compile: () => Promise<Compiled>) => Promise<Compiled>

/**
 * Keeps what is compiled on the disk. Nothing is traced to find a graph again: the key is computed from the program's identity
 * and from the sources of the studio itself. The models are the same, bit for bit, whether they were found or made. What is
 * damaged is made again.
 *
 * @param identity of the program whose phases are compiled
 */
function keeper(
  identity: string,
  { passes, closedFormNormalisation }: CompilerOptions,
  { store, build, target, optimise }: GraphCache,
): Keeper {
  const common = { build, target, identity, passes: passes.map(({ name }) => name), closedFormNormalisation }
  async function optimised(compiled: Compiled): Promise<Compiled> {
    if (optimise === undefined) return compiled
    try {
      return { ...compiled, model: await optimise(compiled.model), optimised: true }
    } catch {
      // The runtime says what is wrong with the model when it loads it.
      return compiled
    }
  }
  return async (parts, compile) => {
    const key = sha256([canonicalJson({ ...common, ...parts })])
    const file = await store.read(key)
    const found = file === undefined ? undefined : decodeEntry(file)
    if (found !== undefined) return found
    const made = await optimised(await compile())
    await store.write(key, encodeEntry(made))
    return made
  }
}

/** A compiler that keeps what it makes on the disk, see {@link keeper}. */
export function cachedCompiler(
  compiler: Compiler,
  identity: string,
  options: CompilerOptions,
  cache: GraphCache,
): Compiler {
  const through = keeper(identity, options, cache)
  return {
    phase: (phase, state) => through({ ...phaseParts(phase), state }, () => compiler.phase(phase, state)),
    inference: (inference, state) =>
      through({ ...inferenceParts(inference), state }, () => compiler.inference(inference, state)),
  }
}

/** A compiler for a device that keeps what it makes on the disk, see {@link keeper}. */
export function cachedDeviceCompiler(
  compiler: DeviceCompiler,
  identity: string,
  options: CompilerOptions,
  cache: GraphCache,
): DeviceCompiler {
  const through = keeper(identity, options, cache)
  return {
    step: (phase, state) => through({ ...phaseParts(phase), state, step: true }, () => compiler.step(phase, state)),
    gradients: (phase, state) =>
      through({ ...phaseParts(phase), state, gradients: true }, () => compiler.gradients(phase, state)),
    inference: (inference, state) =>
      through({ ...inferenceParts(inference), state }, () => compiler.inference(inference, state)),
  }
}
