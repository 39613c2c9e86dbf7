import { z } from 'zod'
import { EngineId } from '../compute/engine'
import { Timestamp } from '../contract/id'

/** A start of a run's training: its first one, or one after it had been interrupted or stopped. */
export const RunStart = z.object({
  /** The completed steps that it went on from. */
  step: z.int().nonnegative(),
  /** The completed steps that had been reached before; those after `step` were trained again. */
  reached: z.int().nonnegative(),
  engine: EngineId,
  at: Timestamp,
})
export type RunStart = z.infer<typeof RunStart>

/** A run's starts with one more, in the order of their steps: it takes the place of one at the same step. */
export function withStart(starts: readonly RunStart[], added: RunStart): RunStart[] {
  const others = starts.filter(({ step }) => step !== added.step)
  const end = others.findLastIndex(({ step }) => step < added.step) + 1
  return [...others.slice(0, end), added, ...others.slice(end)]
}
