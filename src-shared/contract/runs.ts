import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { EngineWish } from '../compute/engine'
import { ChangedSetting, PlannedChange, RunChange } from '../runs/change'
import { RunConfig } from '../runs/config'
import { RunEvent } from '../runs/events'
import { MetricName } from '../runs/metrics'
import { Run, RunSummary, Series } from '../runs/run'
import { procedure } from './base'
import { Id, Name } from './id'

/** Runs. `UNKNOWN_RUN` for an id that does not exist, `WRONG_STATE` for an action that its state does not allow. */
export const runs = {
  list: procedure.input(z.object({ project: Id.nullable() })).output(z.array(RunSummary)),
  show: procedure.input(z.object({ id: Id })).output(Run),
  /** Step metrics, thinned to at most `points` values a series that keep its extremes; all values with `points` null. */
  metrics: procedure
    .input(z.object({ id: Id, names: z.array(MetricName).min(1), points: z.int().min(2).max(100_000).nullable() }))
    .output(z.array(Series)),
  /**
   * Creates a run and starts it; `changes` are made by themselves at their steps. `INVALID_CONFIG` with every problem and its
   * path.
   */
  start: procedure
    .input(
      z.object({
        project: Id,
        name: Name.nullable(),
        preset: Id.nullable(),
        config: RunConfig,
        changes: z.array(PlannedChange).optional(),
      }),
    )
    .output(RunSummary),
  pause: procedure.input(z.object({ id: Id })).output(RunSummary),
  /**
   * Goes on with a paused run, or resumes a stopped, failed or interrupted one from its last good checkpoint. `engine` moves one
   * that is resumed to another engine; without it, it stays on the one that it was on while that can be used.
   */
  resume: procedure.input(z.object({ id: Id, engine: EngineWish.optional() })).output(RunSummary),
  /**
   * Goes on from an earlier kept checkpoint as a new run with the course up to there; the run itself keeps all that it has, and is
   * stopped first where it is at work. `config` may differ in what a checkpoint does not rest on, such as learning rates.
   * `UNKNOWN_CHECKPOINT` with the steps that are kept, `INVALID_CONFIG`.
   */
  branch: procedure
    .input(
      z.object({
        id: Id,
        step: z.int().nonnegative(),
        config: RunConfig.optional(),
        engine: EngineWish.optional(),
      }),
    )
    .output(RunSummary),
  /**
   * Changes settings of a run that trains, after the step in progress; of one that stands still, from where it goes on. Each change
   * is kept with the run and repeated when it is resumed or replayed, and takes the place of those of its setting that are kept for
   * later steps. What is as wanted already is no change. Answers with all changes of the run. `INVALID_CONFIG` with every problem.
   */
  change: procedure.input(z.object({ id: Id, changes: z.array(ChangedSetting).min(1) })).output(z.array(RunChange)),
  /** Saves a checkpoint, then ends the run. */
  stop: procedure.input(z.object({ id: Id })).output(RunSummary),
  rename: procedure.input(z.object({ id: Id, name: Name })).output(RunSummary),
  /** Puts a run into the trash, where `compare.restore` finds it for 30 days; `IN_USE` while it is active. */
  remove: procedure.input(z.object({ id: Id })).output(z.void()),
  /** What happens to one run, or with `id` null the summaries of all runs as they change, and their alerts. The first events are the present state. */
  watch: procedure.input(z.object({ id: Id.nullable() })).output(eventIterator(RunEvent)),
  /** Writes the time-lapse of the kept grids as GIF into the run's exports and answers with its path for display. */
  timeLapse: procedure.input(z.object({ id: Id })).output(z.object({ file: z.string(), frames: z.int() })),
}
