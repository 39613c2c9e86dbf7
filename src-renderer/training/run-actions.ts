import { type EngineId, type EngineStatus, oracleEngine } from '@shared/compute/engine'
import type { ErrorCode } from '@shared/contract/errors'
import type { Checkpoint, Run } from '@shared/runs/run'
import { formatCount } from '../ui/format/numbers'

/** How a run that stands still goes on. */
export interface WayOn {
  /** What the button says. */
  readonly label: string
}

/** The way on for a run in its present state, undefined where there is none. */
export function wayOn({ status, checkpoints }: Pick<Run, 'status' | 'checkpoints'>): WayOn | undefined {
  switch (status.state) {
    case 'paused':
      return { label: 'Resume' }
    case 'stopped':
    case 'failed':
    case 'interrupted': {
      const step = checkpoints.at(-1)?.step
      return { label: step === undefined ? 'Start again' : `Resume from step ${formatCount(step)}` }
    }
    case 'queued':
    case 'preparing':
    case 'running':
    case 'completed':
      return undefined
  }
}

/** The kept checkpoints that leave something of the run to train, newest first: those that a new run can go on from. */
export const earlierCheckpoints = ({ checkpoints, progress }: Pick<Run, 'checkpoints' | 'progress'>): Checkpoint[] =>
  checkpoints.filter(({ step }) => step < progress.steps).reverse()

/** Failures after which another engine may do better. */
const ofTheEngine: readonly ErrorCode[] = ['ENGINE_UNAVAILABLE', 'OUT_OF_MEMORY', 'TRAINER_LOST', 'UNEXPECTED']

/**
 * The engines on which a run that failed or was interrupted could be resumed instead of its own; none where its failure is not
 * one of engines. The oracle is for tests and is not offered.
 */
export function otherEngines(
  { status, engine, config }: Pick<Run, 'status' | 'engine' | 'config'>,
  engines: readonly EngineStatus[],
): EngineId[] {
  const helps =
    status.state === 'interrupted' || (status.state === 'failed' && ofTheEngine.includes(status.failure.code))
  const own = engine ?? config.engine
  return helps
    ? engines.flatMap(({ id, available }) => (available && id !== own && id !== oracleEngine ? [id] : []))
    : []
}
