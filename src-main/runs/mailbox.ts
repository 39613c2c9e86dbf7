import type { RunEvent } from '@shared/runs/events'
import { type MetricName, metricNames } from '@shared/runs/metrics'
import type { StepBatch } from '@shared/runs/run'

/** At most this many step values of a run wait for a watcher; the oldest give way, which `firstStep` of the batch shows. */
export const maxPendingSteps = 20_000
/** At most this many other events wait for a watcher; the oldest log entries and pictures give way. */
export const maxPendingEvents = 2_000

const lengthOf = (batch: StepBatch): number =>
  Math.max(0, ...Object.values(batch.series).map((values) => values.length))

/** Two batches as one, if the second begins where the first ends. */
export function joinBatches(first: StepBatch, second: StepBatch): StepBatch | undefined {
  const length = lengthOf(first)
  if (first.firstStep + length !== second.firstStep) return undefined
  const excess = Math.max(0, length + lengthOf(second) - maxPendingSteps)
  const series: Partial<Record<MetricName, (number | null)[]>> = {}
  for (const name of metricNames) {
    const joined = [...(first.series[name] ?? []), ...(second.series[name] ?? [])]
    if (joined.length > 0) series[name] = joined.slice(excess)
  }
  return { firstStep: first.firstStep + excess, series }
}

/** A batch without the steps after `step`; undefined if none is left. */
function upTo(batch: StepBatch, step: number): StepBatch | undefined {
  const keep = step - batch.firstStep + 1
  if (keep <= 0) return undefined
  const series: Partial<Record<MetricName, (number | null)[]>> = {}
  for (const name of metricNames) {
    const values = batch.series[name]
    if (values !== undefined) series[name] = values.slice(0, keep)
  }
  return { firstStep: batch.firstStep, series }
}

/** What is left of an event that waits while its run goes back to `step`; undefined if it is void. */
function rewound(event: RunEvent, step: number): RunEvent | undefined {
  switch (event.type) {
    case 'steps': {
      const batch = upTo(event.batch, step)
      return batch && { ...event, batch }
    }
    case 'epoch':
      return event.epoch.step <= step ? event : undefined
    case 'sample':
      return event.sample.step <= step ? event : undefined
    case 'checkpoint':
      return event.checkpoint.step <= step ? event : undefined
    case 'measured-value':
      return event.measured.step <= step ? event : undefined
    case 'alert':
      return event.alert.step <= step ? event : undefined
    case 'robustness':
      return event.result.step <= step ? event : undefined
    case 'begun':
      return event.start.step <= step ? event : undefined
    case 'run':
    case 'removed':
    case 'imported':
    case 'changes':
    case 'log':
    case 'rewound':
      return event
  }
}

const runOf = (event: RunEvent): string => (event.type === 'run' ? event.run.id : event.id)

/** The index of the run's waiting step batch, if nothing that came after it forbids to lengthen it. */
function openBatch(pending: readonly RunEvent[], id: string): number | undefined {
  for (let i = pending.length - 1; i >= 0; i--) {
    const event = pending[i]
    if (event === undefined || runOf(event) !== id) continue
    if (event.type === 'steps') return i
    if (event.type === 'rewound') return undefined
  }
  return undefined
}

/**
 * The events that wait for a watcher after one more came: a run's summary replaces an older one, steps join the batch that
 * waits, going back voids what it takes back, and there is a limit to everything. Pure.
 */
export function conflate(pending: readonly RunEvent[], event: RunEvent): readonly RunEvent[] {
  const id = runOf(event)
  const others = (keep: (waiting: RunEvent) => boolean) => pending.filter((other) => runOf(other) !== id || keep(other))
  switch (event.type) {
    case 'run':
      return [...others((waiting) => waiting.type !== 'run'), event]
    case 'changes':
      return [...others((waiting) => waiting.type !== 'changes'), event]
    case 'removed':
    case 'imported':
      return [...others(() => false), event]
    case 'rewound':
      return [
        ...pending.flatMap((waiting) => {
          const left = runOf(waiting) === id ? rewound(waiting, event.step) : waiting
          return left === undefined ? [] : [left]
        }),
        event,
      ]
    case 'steps': {
      const at = openBatch(pending, id)
      const waiting = at === undefined ? undefined : pending[at]
      const joined = waiting?.type === 'steps' ? joinBatches(waiting.batch, event.batch) : undefined
      return at === undefined || joined === undefined
        ? limited([...pending, event])
        : pending.map((other, i) => (i === at ? { ...event, batch: joined } : other))
    }
    case 'epoch':
    case 'sample':
    case 'checkpoint':
    case 'measured-value':
    case 'alert':
    case 'robustness':
    case 'begun':
    case 'log':
      return limited([...pending, event])
  }
}

function limited(pending: readonly RunEvent[]): readonly RunEvent[] {
  if (pending.length <= maxPendingEvents) return pending
  const victim = pending.findIndex(({ type }) => type === 'log' || type === 'sample' || type === 'steps')
  return pending.filter((_, i) => i !== Math.max(0, victim))
}
