import { type EngineId, type EngineStatus, engineIds } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { Engine } from '../engine'
import { compiledCpuEngine } from './compiled-cpu'
import { referenceEngine } from './reference'
import { tensorFlowEngine } from './tensorflow/engine'

/** All engines of this process. */
export const engines: Readonly<Record<EngineId, Engine>> = {
  'compiled-cpu': compiledCpuEngine(),
  tensorflow: tensorFlowEngine(),
  reference: referenceEngine,
}

/** Every engine with its status, in the order of preference. */
export const engineStatuses = (): Promise<EngineStatus[]> => Promise.all(engineIds.map((id) => engines[id].status()))

/**
 * The engine for a run: the one asked for, or for `auto` the first that is available in the order of preference.
 * @throws StudioError `ENGINE_UNAVAILABLE` with the reason
 */
export async function chooseEngine(
  wanted: EngineId | 'auto',
  from: Readonly<Record<EngineId, Engine>> = engines,
): Promise<Engine> {
  const reasons: string[] = []
  for (const id of wanted === 'auto' ? engineIds : [wanted]) {
    const { available, title, reason } = await from[id].status()
    if (available) return from[id]
    reasons.push(`${title}: ${reason}`)
  }
  throw new StudioError('ENGINE_UNAVAILABLE', `No engine can be used here. ${reasons.join(' ')}`, {
    safe: 'Nothing was started or changed.',
    next: wanted === 'auto' ? 'Install the studio again.' : 'Choose another engine, or let the studio choose.',
  })
}
