import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openInlineFeeds } from '../../src-main/trainer/batches/feeds'
import { chooseEngine, usableEngines } from '../../src-main/trainer/compute/engines/registry'
import { disk } from '../../src-main/trainer/files/disk'
import { type Clock, systemClock } from '../../src-main/trainer/session/clock'
import { Control } from '../../src-main/trainer/session/control'
import { conflate } from '../../src-main/trainer/session/event-queue'
import { type SessionTools, trainRun } from '../../src-main/trainer/session/run'
import { inlineSaver } from '../../src-main/trainer/session/saves'
import type { TrainRequest } from '../../src-shared/contract/trainer'
import type { TrainerEvent } from '../../src-shared/runs/events'
import type { MetricName } from '../../src-shared/runs/metrics'

/** A clock on which every look takes `milliseconds`. */
export function steadyClock(milliseconds: number): Clock {
  let elapsed = 0
  return {
    now: () => 1_700_000_000_000 + elapsed,
    elapsed: () => {
      elapsed += milliseconds
      return elapsed
    },
  }
}

/** What to do when an event comes. */
type Reaction = (event: TrainerEvent, control: Control) => void

/** The tools of a session on this computer, all on this thread, with some of them replaced. */
export const sessionTools = (tools: Partial<SessionTools> = {}): SessionTools => ({
  disk,
  clock: systemClock,
  chooseEngine,
  usableEngines,
  openFeeds: openInlineFeeds,
  openSaver: () => inlineSaver(tools.disk ?? disk),
  memory: () => ({ free: 2 ** 30, total: 2 ** 34 }),
  ...tools,
})

/** Trains a run to its end and answers with every event. */
export async function recordRun(
  request: TrainRequest,
  react: Reaction = () => undefined,
  tools: Partial<SessionTools> = {},
): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = []
  const control = new Control()
  await trainRun(request, sessionTools(tools), control, (event) => {
    events.push(event)
    react(event, control)
  })
  return events
}

/** All values of a metric in the events, by step. */
export function seriesOf(events: readonly TrainerEvent[], name: MetricName): Map<number, number | null> {
  const values = new Map<number, number | null>()
  for (const event of events) {
    if (event.type !== 'steps') continue
    for (const [i, value] of (event.batch.series[name] ?? []).entries()) values.set(event.batch.firstStep + i, value)
  }
  return values
}

/**
 * The events without those that depend on time: what two equal runs have in common. Each kind has an order of its own, because a
 * sample is told when it is on the disk, and the run goes on meanwhile.
 */
export function courseOf(events: readonly TrainerEvent[]): TrainerEvent[] {
  return (['steps', 'epoch', 'sample'] as const).flatMap((kind) => {
    let course: TrainerEvent[] = []
    for (const event of events) if (event.type === kind) course = conflate(course, event)
    return course
  })
}

/** The bytes of every file in a folder of a run, by name. */
export function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name)
        return [file.slice(folder.length + 1), readFileSync(file).toString('base64')]
      })
      .sort(),
  )
}
