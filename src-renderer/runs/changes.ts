import type { RunEvent } from '@shared/runs/events'
import type { RunSummary } from '@shared/runs/run'

/** Runs by id. */
export type Runs = ReadonlyMap<string, RunSummary>

/** The runs after an event; the same map where it changes none of them. */
export function reduceRuns(runs: Runs, event: RunEvent): Runs {
  switch (event.type) {
    case 'run':
      return new Map(runs).set(event.run.id, event.run)
    case 'removed': {
      if (!runs.has(event.id)) return runs
      const left = new Map(runs)
      left.delete(event.id)
      return left
    }
    case 'sample':
      return withRun(runs, event.id, (run) => ({ ...run, latestSample: event.sample.step }))
    case 'imported':
    case 'steps':
    case 'epoch':
    case 'checkpoint':
    case 'measured-value':
    case 'alert':
    case 'changes':
    case 'robustness':
    case 'begun':
    case 'log':
    case 'rewound':
      return runs
  }
}

function withRun(runs: Runs, id: string, change: (run: RunSummary) => RunSummary): Runs {
  const run = runs.get(id)
  return run ? new Map(runs).set(id, change(run)) : runs
}

/** The runs after a list arrived: a run that the watch has told more recently of stays as it is. */
export function mergeList(runs: Runs, list: readonly RunSummary[]): Runs {
  const merged = new Map(runs)
  for (const run of list) {
    const known = merged.get(run.id)
    if (!known || known.updated < run.updated) merged.set(run.id, run)
  }
  return merged
}

/** Newest first. */
export const newestFirst = (runs: Runs): RunSummary[] =>
  [...runs.values()].sort((a, b) => b.created - a.created || b.number - a.number)

const urgency = { running: 0, preparing: 1, paused: 2, queued: 3 } as const

/** The run to show as the one at work: running before preparing, paused and queued; undefined when none is. */
export function activeRun(runs: readonly RunSummary[]): RunSummary | undefined {
  const rank = ({ status: { state } }: RunSummary) =>
    state === 'running' || state === 'preparing' || state === 'paused' || state === 'queued'
      ? urgency[state]
      : undefined
  return runs
    .filter((run) => rank(run) !== undefined)
    .sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0))
    .at(0)
}

/** How much of a run is done, 0 to 1; null before that is known. */
export const shareDone = ({ progress }: RunSummary): number | null =>
  progress.steps === 0 ? null : Math.min(1, progress.step / progress.steps)
