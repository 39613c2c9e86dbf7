import { engines } from '../../src-main/trainer/compute/engines/registry'
import { type EngineId, engineIds } from '../../src-shared/compute/engine'

const statuses = await Promise.all(engineIds.map((id) => engines[id].status()))

/** The engines that can be used on this machine, in the order of preference. */
export const usableEngines: readonly EngineId[] = statuses.filter(({ available }) => available).map(({ id }) => id)
