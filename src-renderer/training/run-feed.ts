import { toStoredFailure } from '@shared/contract/errors'
import type { RunEvent } from '@shared/runs/events'
import { type MetricName, metricNames } from '@shared/runs/metrics'
import type { Run, Series } from '@shared/runs/run'
import { type RunView, type RunViewState, reduceRunView, runViewOf } from './run-view'

/** Points of each series that are asked for when a run is opened. */
const HISTORY_POINTS = 2000

interface CallOptions {
  readonly signal: AbortSignal
}

/** What a feed needs of the client. */
export interface RunSource {
  show(input: { id: string }, options: CallOptions): Promise<Run>
  metrics(input: { id: string; names: MetricName[]; points: number }, options: CallOptions): Promise<Series[]>
  watch(input: { id: string }, options: CallOptions): Promise<AsyncIterable<RunEvent>>
}

/**
 * Tells the state of a run until `signal` aborts: first its record, then the record with everything that happens to it.
 * It subscribes before it reads the record, so that nothing in between is lost. Never rejects: a failure is told.
 */
export async function followRun(
  source: RunSource,
  id: string,
  signal: AbortSignal,
  tell: (state: RunViewState) => void,
): Promise<void> {
  const early: RunEvent[] = []
  let view: RunView | undefined
  const say = (state: RunViewState) => {
    if (!signal.aborted) tell(state)
  }
  const take = (event: RunEvent) => {
    if (event.type === 'removed' && event.id === id) return say({ type: 'removed' })
    if (!view) return void early.push(event)
    view = reduceRunView(view, event)
    say({ type: 'ready', view })
  }
  const read = async () => {
    const options = { signal }
    const record = source.show({ id }, options)
    const history = source.metrics({ id, names: [...metricNames], points: HISTORY_POINTS }, options)
    const [run, series] = await Promise.all([record, history])
    view = early.reduce(reduceRunView, runViewOf(run, series))
    say({ type: 'ready', view })
  }
  say({ type: 'loading' })
  try {
    const events = await source.watch({ id }, { signal })
    const listen = async () => {
      for await (const event of events) take(event)
    }
    await Promise.all([read(), listen()])
  } catch (error) {
    say({ type: 'failed', failure: toStoredFailure(error) })
  }
}
