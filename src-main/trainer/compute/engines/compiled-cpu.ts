import { cpus } from 'node:os'
import { StudioError } from '@shared/contract/errors'
import type { GraphCache } from '../compiler/cache/cached'
import { compilerFor, graphCacheOf } from '../compiler/cache/place'
import { type CompilerOptions, fullOptimisation } from '../compiler/compile'
import type { Engine } from '../engine'
import { chooseRuntime, type RuntimeChoice, threadCount } from '../runtime/choose'
import type { Runtime } from '../runtime/runtime'
import { CompiledExecutor } from './compiled-executor'

/** Programs compiled to ONNX and run by ONNX Runtime on the processor. The runtime is chosen once, when it is first needed. */
export function compiledCpuEngine(
  options: CompilerOptions = fullOptimisation,
  choose: () => Promise<RuntimeChoice> = chooseRuntime,
  cacheOf: (runtime: Runtime) => GraphCache | undefined = graphCacheOf,
): Engine {
  let choice: Promise<RuntimeChoice> | undefined
  const chosen = () => {
    choice ??= choose()
    return choice
  }
  return {
    id: 'compiled-cpu',
    async status() {
      const { available, reason } = await chosen()
      const threads = threadCount()
      const device = `${cpus()[0]?.model.trim() ?? 'processor'}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
      return { id: 'compiled-cpu', title: 'Compiled for the processor', available, device, reason }
    },
    async prepare(program, state, onPhase = () => undefined) {
      const found = await chosen()
      if (!found.available) {
        throw new StudioError('ENGINE_UNAVAILABLE', found.reason, {
          safe: 'Nothing was started or changed.',
          next: 'Choose another engine, or install the studio again.',
        })
      }
      const compiler = compilerFor(program, options, cacheOf(found.runtime))
      return CompiledExecutor.prepare(program, state, found.runtime, compiler, onPhase)
    },
  }
}
