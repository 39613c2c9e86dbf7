import type { EngineId } from '@shared/compute/engine'
import { toStoredFailure } from '@shared/contract/errors'
import { UpdateFiller } from '../batches/fill'
import { openImages } from '../batches/images'
import { type FeedPlan, UpdateCursor } from '../batches/plan'
import type { Arrays, Engine, Executor } from '../compute/engine'
import type { TrainingProgram } from '../program/planned'
import type { Clock } from './clock'

/** Timed steps of each engine, after one that is not counted. */
const STEPS = 5
/** No further step is timed on an engine once its steps took so many milliseconds. */
const ENGINE_BUDGET = 2_000
/** No further engine is tried once so many milliseconds have passed. */
const TOTAL_BUDGET = 20_000

/** What came of trying an engine. */
export type Timing =
  /** The median of its steps. */
  | { readonly type: 'timed'; readonly engine: EngineId; readonly milliseconds: number }
  | { readonly type: 'failed'; readonly engine: EngineId; readonly reason: string }
  /** The time for trying was over. */
  | { readonly type: 'skipped'; readonly engine: EngineId }

/** What is timed: the first step of the run as it will be. */
export interface Trial {
  readonly program: TrainingProgram
  readonly plan: FeedPlan
  /** The state that the run starts from. It is copied, not changed. */
  readonly state: Arrays
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.POSITIVE_INFINITY

/** Fills the feeds of every phase as those of the run's first step. */
function feed(executor: Executor, plan: FeedPlan): void {
  const images = openImages(plan.images, 0)
  try {
    const filler = new UpdateFiller(plan, images)
    const cursor = new UpdateCursor(plan.phases, 0)
    for (; cursor.done === 0; cursor.advance()) {
      if (cursor.update === 0) filler.fill(cursor, executor.feeds[cursor.phase.name] ?? {})
    }
  } finally {
    images.close()
  }
}

async function time(engine: Engine, { program, plan, state }: Trial, clock: Clock): Promise<number> {
  const executor = await engine.prepare(program, state)
  try {
    feed(executor, plan)
    const step = async () => {
      const begun = clock.elapsed()
      for (const { name, updates, learningRate } of plan.phases) {
        for (let update = 0; update < updates; update++) await executor.run(name, learningRate)
      }
      return clock.elapsed() - begun
    }
    // The first step makes what later ones reuse; where it takes that long, it has to do.
    const first = await step()
    const times: number[] = []
    for (let spent = first; times.length < STEPS && spent < ENGINE_BUDGET; ) {
      const milliseconds = await step()
      times.push(milliseconds)
      spent += milliseconds
    }
    return times.length === 0 ? first : median(times)
  } finally {
    executor.dispose()
  }
}

/**
 * Times a step of a run on engines, one after the other. What they compute is thrown away, and the run's state, feeds and random
 * numbers are left alone.
 * @param onTry called before each engine. May throw to end the trial.
 */
export async function timeEngines(
  engines: readonly Engine[],
  trial: Trial,
  clock: Clock,
  onTry: (engine: EngineId) => void,
): Promise<readonly Timing[]> {
  const begun = clock.elapsed()
  const timings: Timing[] = []
  for (const engine of engines) {
    const { id } = engine
    if (timings.length > 0 && clock.elapsed() - begun > TOTAL_BUDGET) {
      timings.push({ type: 'skipped', engine: id })
      continue
    }
    onTry(id)
    try {
      timings.push({ type: 'timed', engine: id, milliseconds: await time(engine, trial, clock) })
    } catch (error) {
      timings.push({ type: 'failed', engine: id, reason: toStoredFailure(error).message })
    }
  }
  return timings
}

/** The fastest of the engines that were timed; undefined where none was. */
export function fastestOf(timings: readonly Timing[]): EngineId | undefined {
  let fastest: Extract<Timing, { type: 'timed' }> | undefined
  for (const timing of timings) {
    if (timing.type === 'timed' && timing.milliseconds < (fastest?.milliseconds ?? Number.POSITIVE_INFINITY))
      fastest = timing
  }
  return fastest?.engine
}

function textOf(timing: Timing): string {
  switch (timing.type) {
    case 'timed':
      return `${timing.engine} ${timing.milliseconds < 20 ? timing.milliseconds.toFixed(1) : Math.round(timing.milliseconds)} ms`
    case 'failed':
      return `${timing.engine} failed: ${timing.reason.replace(/\.$/, '')}`
    case 'skipped':
      return `${timing.engine} not tried for lack of time`
  }
}

/** `compiled-cpu 12.1 ms, tensorflow 49 ms` */
export const timingText = (timings: readonly Timing[]): string => timings.map(textOf).join(', ')
