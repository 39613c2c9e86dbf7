import type { RunEvent } from '@shared/runs/events'
import type { RunSummary } from '@shared/runs/run'
import { isActive } from '@shared/runs/status'
import { runTitle } from '@shared/runs/title'

/** What the task bar shows: nothing, work whose share is not known yet, or a share from 0 to 1. */
export type TaskProgress =
  | { readonly type: 'none' }
  | { readonly type: 'unknown' }
  | { readonly type: 'share'; readonly share: number; readonly paused: boolean }

/** A word to a person who does not look at the studio. */
export interface Tiding {
  readonly title: string
  readonly body: string
  /** The run that it is about, to be shown. */
  readonly run: string
}

/** Runs as the task bar and notifications need them: of those at work their summary, and how many completed since the last word. */
export interface RunsAtWork {
  readonly active: ReadonlyMap<string, RunSummary>
  readonly completed: number
}

/** Before anything is known. */
export const noRuns: RunsAtWork = { active: new Map(), completed: 0 }

/** The mean share of the runs that train; of the paused ones where none does. */
export function taskProgress({ active }: RunsAtWork): TaskProgress {
  const all = [...active.values()]
  const running = all.filter(({ status: { state } }) => state === 'running' || state === 'preparing')
  const shown = running.length > 0 ? running : all.filter(({ status: { state } }) => state === 'paused')
  if (shown.length === 0) return { type: 'none' }
  const known = shown.filter(({ status, progress }) => status.state !== 'preparing' && progress.steps > 0)
  if (known.length === 0) return { type: 'unknown' }
  const sum = known.reduce((all, { progress }) => all + Math.min(1, progress.step / progress.steps), 0)
  return { type: 'share', share: sum / known.length, paused: running.length === 0 }
}

/** Whether a run still has to be waited for: paused ones wait for a person. */
const isUnderWay = ({ status: { state } }: RunSummary) => isActive(state) && state !== 'paused'

/**
 * Takes in an event; tells of a run that failed, was cut off or was paused for a reason at once, and of completed ones when none is left
 * that trains or waits, so that a study of many runs tells once.
 */
export function takeEvent(
  before: RunsAtWork,
  event: RunEvent,
): { readonly runs: RunsAtWork; readonly tiding?: Tiding } {
  const removed = event.type === 'removed' ? event.id : undefined
  if (removed !== undefined && before.active.has(removed))
    return { runs: { ...before, active: without(before.active, removed) } }
  if (event.type !== 'run') return { runs: before }
  const { run } = event
  const known = before.active.get(run.id)
  const active = isActive(run.status.state) ? new Map(before.active).set(run.id, run) : without(before.active, run.id)
  const runs = { ...before, active }
  // A run that was not at work is only told of because the list begins with it.
  if (known === undefined || known.status.state === run.status.state) return { runs }
  const about = { run: run.id, title: runTitle(run) }
  switch (run.status.state) {
    case 'failed':
      return { runs, tiding: { ...about, body: `Failed: ${run.status.failure.message}` } }
    case 'interrupted':
      return { runs, tiding: { ...about, body: `Interrupted: ${run.status.reason}` } }
    case 'paused':
      return run.status.failure === null
        ? { runs }
        : { runs, tiding: { ...about, body: `Paused: ${run.status.failure.message}` } }
    case 'completed': {
      const completed = before.completed + 1
      if ([...active.values()].some(isUnderWay)) return { runs: { active, completed } }
      const tiding =
        completed === 1
          ? { ...about, body: `Completed after ${run.progress.steps.toLocaleString('en')} steps.` }
          : { run: run.id, title: `${completed} runs are done`, body: `The last one was ${runTitle(run)}.` }
      return { runs: { active, completed: 0 }, tiding }
    }
    case 'queued':
    case 'preparing':
    case 'running':
    case 'stopped':
      return { runs }
  }
}

function without(runs: ReadonlyMap<string, RunSummary>, id: string): ReadonlyMap<string, RunSummary> {
  if (!runs.has(id)) return runs
  const left = new Map(runs)
  left.delete(id)
  return left
}
