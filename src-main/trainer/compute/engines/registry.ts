import { type EngineId, type EngineStatus, type EngineWish, engineIds, oracleEngine } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { CompilerOptions } from '../compiler/compile'
import type { Engine } from '../engine'
import { chooseRuntime, type RuntimeChoice } from '../runtime/choose'
import type { Runtime } from '../runtime/runtime'
import { compiledCpuEngine } from './compiled-cpu'
import { providerEngine } from './provider-engine'
import { referenceEngine } from './reference'
import { tensorFlowEngine } from './tensorflow/engine'

/** How to make an engine that compiles. */
export interface CompiledEngineMaker {
  choose(): Promise<RuntimeChoice>
  make(options: CompilerOptions, runtime: Runtime): Engine
}

/** All engines of this process. */
export const engines: Readonly<Record<EngineId, Engine>> = {
  'compiled-cpu': compiledCpuEngine(),
  'compiled-webgpu': providerEngine('compiled-webgpu'),
  'compiled-cuda': providerEngine('compiled-cuda'),
  'compiled-dml': providerEngine('compiled-dml'),
  'compiled-coreml': providerEngine('compiled-coreml'),
  tensorflow: tensorFlowEngine(),
  reference: referenceEngine,
}

/** The engines that compile, for those who look into what they compile: made with options, on a runtime that is given. */
export const compiledEngines: Readonly<Partial<Record<EngineId, CompiledEngineMaker>>> = {
  'compiled-cpu': {
    choose: chooseRuntime,
    // What is looked into is compiled anew.
    make: (options, runtime) =>
      compiledCpuEngine(
        options,
        async () => ({ available: true, runtime, reason: '' }),
        () => undefined,
      ),
  },
}

/** Every engine with its status, in the order of preference. */
export const engineStatuses = (): Promise<EngineStatus[]> => Promise.all(engineIds.map((id) => engines[id].status()))

type Registry = Readonly<Record<EngineId, Engine>>

const unavailable = (reasons: readonly string[], next: string): StudioError =>
  new StudioError('ENGINE_UNAVAILABLE', `No engine can be used here. ${reasons.join(' ')}`, {
    safe: 'Nothing was started or changed.',
    next,
  })

/**
 * The engines that `auto` chooses among, in the order of preference: those that can be used here. the oracle is one of them
 * only where there is no other, because it is slow by design.
 * @throws StudioError `ENGINE_UNAVAILABLE` where there is none
 */
export async function usableEngines(from: Registry = engines): Promise<readonly [Engine, ...Engine[]]> {
  const statuses = await Promise.all(engineIds.map((id) => from[id].status()))
  const usable = statuses.flatMap(({ id, available }) => (available ? [from[id]] : []))
  const fast = usable.filter(({ id }) => id !== oracleEngine)
  const [first, ...others] = fast.length > 0 ? fast : usable
  if (first !== undefined) return [first, ...others]
  throw unavailable(
    statuses.map(({ title, reason }) => `${title}: ${reason}`),
    'Install the studio again.',
  )
}

/**
 * The engine that is asked for; with `auto`, the first that can be used in the order of preference, where the rest is not tried.
 * @throws StudioError `ENGINE_UNAVAILABLE` with the reason
 */
export async function chooseEngine(wanted: EngineWish, from: Registry = engines): Promise<Engine> {
  const reasons: string[] = []
  for (const id of wanted === 'auto' ? engineIds : [wanted]) {
    const { available, title, reason } = await from[id].status()
    if (available) return from[id]
    reasons.push(`${title}: ${reason}`)
  }
  const next = wanted === 'auto' ? 'Install the studio again.' : 'Choose another engine, or let the studio choose.'
  throw unavailable(reasons, next)
}
