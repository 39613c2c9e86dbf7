import { withAlert } from '@shared/alerts/alert'
import type { StoredFailure } from '@shared/contract/errors'
import { withMeasuredValue } from '@shared/measures/measured-value'
import type { RunEvent } from '@shared/runs/events'
import { type MetricName, metricNames } from '@shared/runs/metrics'
import { withRobustness } from '@shared/runs/robustness'
import type { Run, RunSummary, Series } from '@shared/runs/run'
import { withStart } from '@shared/runs/start'
import { appendSteps, emptyTrace, lastStepOfBatch, type Trace, truncateTrace } from './trace'

/** Points that a trace holds before it is thinned. */
export const TRACE_LIMIT = 6000

/** Lines of the log that are kept in view. */
const LOG_LIMIT = 500

export type Traces = { readonly [K in MetricName]: Trace }

/** Everything that is shown of one run. */
export interface RunView {
  readonly run: Run
  readonly traces: Traces
}

/** What is known of a run that a screen wants to show. */
export type RunViewState =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly failure: StoredFailure }
  | { readonly type: 'removed' }
  | { readonly type: 'ready'; readonly view: RunView }

function mapTraces(of: (name: MetricName) => Trace): Traces {
  return {
    generatorLoss: of('generatorLoss'),
    discriminatorLoss: of('discriminatorLoss'),
    realScore: of('realScore'),
    fakeScore: of('fakeScore'),
    realAccuracy: of('realAccuracy'),
    fakeAccuracy: of('fakeAccuracy'),
    valueFunction: of('valueFunction'),
    jensenShannon: of('jensenShannon'),
    wassersteinEstimate: of('wassersteinEstimate'),
    penalty: of('penalty'),
    pixelDistance: of('pixelDistance'),
    reconstructionLoss: of('reconstructionLoss'),
    divergence: of('divergence'),
    classifierLoss: of('classifierLoss'),
    accuracy: of('accuracy'),
    attackedLoss: of('attackedLoss'),
    attackedAccuracy: of('attackedAccuracy'),
    cycleLoss: of('cycleLoss'),
    identityLoss: of('identityLoss'),
  }
}

/** The view of a run from its record and its recorded series. */
export function runViewOf(run: Run, series: readonly Series[]): RunView {
  const byName = new Map(series.map(({ name, steps, values }) => [name, { steps, values }]))
  return { run, traces: mapTraces((name) => byName.get(name) ?? emptyTrace) }
}

/** Puts an element where its key belongs; one with the same key is replaced, so that an event may come twice. */
function put<T>(items: readonly T[], item: T, key: (item: T) => number): T[] {
  const at = key(item)
  const end = items.findLastIndex((other) => key(other) < at) + 1
  const rest = items.slice(end)
  return [...items.slice(0, end), item, ...(rest[0] !== undefined && key(rest[0]) === at ? rest.slice(1) : rest)]
}

const withRun = (view: RunView, change: Partial<Run>): RunView => ({ ...view, run: { ...view.run, ...change } })

function withSummary(run: Run, summary: RunSummary): Run {
  // Steps are told before the summary that counts them: the count must not jump back.
  const step =
    summary.status.state === 'running' && run.status.state === 'running'
      ? Math.max(run.progress.step, summary.progress.step)
      : summary.progress.step
  return { ...run, ...summary, progress: { ...summary.progress, step } }
}

/** The view after an event of its run; events that are told twice change nothing. Events of other runs are ignored. */
export function reduceRunView(view: RunView, event: RunEvent): RunView {
  const { run, traces } = view
  if ((event.type === 'run' ? event.run.id : event.id) !== run.id) return view
  switch (event.type) {
    case 'run':
      return { ...view, run: withSummary(run, event.run) }
    case 'steps': {
      const { firstStep, series } = event.batch
      const step = Math.max(run.progress.step, lastStepOfBatch(event.batch))
      return {
        run: { ...run, progress: { ...run.progress, step } },
        traces: mapTraces((name) => appendSteps(traces[name], firstStep, series[name] ?? [], TRACE_LIMIT)),
      }
    }
    case 'epoch':
      return withRun(view, { epochs: put(run.epochs, event.epoch, ({ epoch }) => epoch) })
    case 'sample':
      return withRun(view, { samples: put(run.samples, event.sample, ({ step }) => step) })
    case 'checkpoint': {
      const kept = run.checkpoints.filter(({ name }) => !event.removed.includes(name))
      return withRun(view, { checkpoints: put(kept, event.checkpoint, ({ step }) => step) })
    }
    case 'measured-value':
      return withRun(view, { measuredValues: withMeasuredValue(run.measuredValues, event.measured) })
    case 'alert':
      return withRun(view, { alerts: withAlert(run.alerts, event.alert) })
    case 'changes':
      return withRun(view, { changes: event.changes })
    case 'robustness':
      return withRun(view, { robustness: withRobustness(run.robustness, event.result) })
    case 'begun':
      return withRun(view, { starts: withStart(run.starts, event.start) })
    case 'log': {
      const { at, step, message } = event.entry
      const known = run.log.some((entry) => entry.at === at && entry.step === step && entry.message === message)
      return known ? view : withRun(view, { log: [...run.log, event.entry].slice(-LOG_LIMIT) })
    }
    case 'rewound': {
      const upTo = <T extends { readonly step: number }>(items: readonly T[]) =>
        items.filter(({ step }) => step <= event.step)
      return {
        run: {
          ...run,
          progress: { ...run.progress, step: Math.min(run.progress.step, event.step) },
          epochs: upTo(run.epochs),
          samples: upTo(run.samples),
          checkpoints: upTo(run.checkpoints),
          measuredValues: upTo(run.measuredValues),
          robustness: upTo(run.robustness),
          starts: upTo(run.starts),
          alerts: upTo(run.alerts).map((alert) => ({
            ...alert,
            cleared: Math.min(alert.cleared ?? event.step, event.step),
          })),
        },
        traces: mapTraces((name) => truncateTrace(traces[name], event.step)),
      }
    }
    case 'removed':
    case 'imported':
      return view
  }
}

/** The metrics that hold at least one value. */
export const recordedMetrics = (traces: Traces): MetricName[] =>
  metricNames.filter((name) => traces[name].steps.length > 0)
