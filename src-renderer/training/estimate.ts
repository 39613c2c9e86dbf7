import type { RunSummary } from '@shared/runs/run'

/** How long a run may take, going by one that was there. */
export interface Estimate {
  readonly seconds: number
  readonly basis: RunSummary
}

/** A run says something about speed once it has made this many steps. */
const ENOUGH_STEPS = 20

/** The time for some steps of a preset at the measured rate of its newest run; undefined if there was none. */
export function estimateTime(runs: readonly RunSummary[], preset: string | null, steps: number): Estimate | undefined {
  if (preset === null) return undefined
  const measured = runs.filter(
    (run) => run.preset === preset && run.progress.step >= ENOUGH_STEPS && run.trainingSeconds > 0,
  )
  let basis: RunSummary | undefined
  for (const run of measured) if (!basis || run.created > basis.created) basis = run
  return basis && { seconds: (steps * basis.trainingSeconds) / basis.progress.step, basis }
}
