import { alertWords, lastBefore } from '@shared/alerts/alert'
import { networkListOf } from '@shared/architecture/analysis'
import { roles } from '@shared/architecture/roles'
import { families } from '@shared/families/registry'
import { changeableTitles, changeValueText } from '@shared/runs/change'
import { metrics } from '@shared/runs/metrics'
import type { Run, RunSummary } from '@shared/runs/run'
import type { RunStatus } from '@shared/runs/status'
import { formatCount, formatDuration, formatMetric, formatTime } from './format'
import { measuredLines } from './measured-report'
import { formatFacts, formatTable } from './table'

/** Files of a run that a person may want to open. */
export interface RunFiles {
  readonly run: string
  readonly sample: string | null
  readonly timeLapse: string | null
}

/** Why a run is as it is; null where there is nothing to say. */
export function reasonOf(status: RunStatus): string | null {
  switch (status.state) {
    case 'failed':
      return status.failure.message
    case 'interrupted':
      return status.reason
    case 'paused':
      return status.failure?.message ?? null
    case 'preparing':
      return status.phase
    case 'queued':
    case 'running':
    case 'completed':
    case 'stopped':
      return null
  }
}

/** A run's summary as a JSON document. */
export const summaryDocument = (run: RunSummary) => ({
  id: run.id,
  name: run.name,
  project: run.project,
  preset: run.preset,
  dataset: run.dataset,
  status: run.status.state,
  reason: reasonOf(run.status),
  step: run.progress.step,
  steps: run.progress.steps,
  epoch: run.progress.epoch,
  epochs: run.progress.epochs,
  engine: run.engine,
  trainingSeconds: run.trainingSeconds,
  created: new Date(run.created).toISOString(),
})

/** A run as a JSON document: what `train --json` and `runs show --json` print. */
export function runDocument(run: Run, files: RunFiles) {
  const { epochs: totalEpochs, ...summary } = summaryDocument(run)
  return {
    ...summary,
    totalEpochs,
    ...(run.status.state === 'failed' ? { failure: run.status.failure } : {}),
    config: run.config,
    parameters: run.parameters,
    epochs: run.epochs.map(({ epoch, step, means }) => ({ epoch, step, ...means })),
    measuredValues: run.measuredValues,
    alerts: run.alerts,
    changes: run.changes.map(({ step, change }) => ({ step, ...change })),
    robustness: run.robustness,
    starts: run.starts,
    samples: run.samples.map(({ step }) => step),
    checkpoints: run.checkpoints.map(({ name, step, epoch }) => ({ name, step, epoch })),
    files,
  }
}

/** `step 938 of 4,690 · epoch 1 of 5` */
export const progressText = ({ progress: { step, steps, epoch, epochs } }: RunSummary): string =>
  `step ${formatCount(step)} of ${formatCount(steps)} · epoch ${formatCount(epoch)} of ${formatCount(epochs)}`

/** Lines of the means of each epoch. */
export function epochLines({ epochs, config }: Pick<Run, 'epochs' | 'config'>): string[] {
  if (epochs.length === 0) return []
  const { headline } = families[config.family]
  return formatTable(
    [
      { title: 'Epoch', align: 'right' },
      { title: 'Step', align: 'right' },
      ...headline.map((name) => ({ title: metrics[name].title, align: 'right' as const })),
    ],
    epochs.map(({ epoch, step, means }) => [
      formatCount(epoch),
      formatCount(step),
      ...headline.map((name) => formatMetric(means[name])),
    ]),
  )
}

/** `G 79,284 · D 78,601` */
const parametersText = ({ config, parameters }: Pick<Run, 'config' | 'parameters'>): string =>
  networkListOf(config.architecture)
    .map(({ role }) => `${roles[role].symbol} ${formatCount(parameters[role] ?? 0)}`)
    .join(' · ')

/** Lines of what went wrong with a run: what, since when, what to do, and the checkpoint from before it. */
function alertLines({ alerts, checkpoints }: Pick<Run, 'alerts' | 'checkpoints'>): string[] {
  return alerts.flatMap((alert) => {
    const { title, advice } = alertWords[alert.kind]
    const over = alert.cleared === null ? '' : ` (over at step ${formatCount(alert.cleared)})`
    const good = lastBefore(checkpoints, alert)
    const where =
      good === undefined ? '' : ` The last checkpoint from before is that of step ${formatCount(good.step)}.`
    return [`Alert at step ${formatCount(alert.step)}${over}: ${title}. ${alert.detail}`, `  ${advice}${where}`]
  })
}

/** Lines of what was changed in a run's course. */
const changeLines = ({ changes }: Pick<Run, 'changes'>): string[] =>
  changes.map(
    ({ step, change }) =>
      `Changed after step ${formatCount(step)}: ${changeableTitles[change.setting]} ${changeValueText(change)}`,
  )

/** Lines of the accuracy under attack, at the first and the last measurement. */
function robustnessLines({ robustness }: Pick<Run, 'robustness'>): string[] {
  const [first, last] = [robustness[0], robustness.at(-1)]
  if (first === undefined || last === undefined) return []
  const rows = first === last ? [last] : [first, last]
  return formatTable(
    [
      { title: 'Accuracy at ε', align: 'left' },
      ...last.points.map(({ epsilon }) => ({ title: `${epsilon}`, align: 'right' as const })),
    ],
    rows.map(({ step, points }) => [
      `step ${formatCount(step)}`,
      ...points.map(({ accuracy }) => `${(accuracy * 100).toFixed(1)} %`),
    ]),
  )
}

/** Lines that describe a run to a person. */
export function runLines(run: Run, files: RunFiles): string[] {
  const reason = reasonOf(run.status)
  const facts: [string, string][] = [
    ['Run', `${run.id} “${run.name}”`],
    ['Status', reason === null ? run.status.state : `${run.status.state}: ${reason}`],
    ['Progress', progressText(run)],
    ['Dataset', `${run.config.dataset.id}/${run.config.dataset.split}`],
    ['Preset', run.preset ?? '–'],
    ['Engine', run.engine ?? `${run.config.engine} (not started yet)`],
    ['Parameters', parametersText(run)],
    ['Seed', `${run.config.seed}`],
    ['Training time', formatDuration(run.trainingSeconds)],
    ['Created', formatTime(run.created)],
  ]
  const last = run.checkpoints.at(-1)
  if (last !== undefined) facts.push(['Checkpoint', `step ${formatCount(last.step)} (${run.checkpoints.length} kept)`])
  const parts = [
    epochLines(run),
    measuredLines(run.measuredValues),
    robustnessLines(run),
    changeLines(run),
    alertLines(run),
  ].filter((lines) => lines.length > 0)
  return [...formatFacts(facts), ...parts.flatMap((lines) => ['', ...lines]), '', ...fileLines(files)]
}

/** Lines that say where the files of a run are. */
export function fileLines(files: RunFiles): string[] {
  const facts: [string, string][] = []
  if (files.sample !== null) facts.push(['Sample grid', files.sample])
  if (files.timeLapse !== null) facts.push(['Time-lapse', files.timeLapse])
  return formatFacts([...facts, ['Run folder', files.run]])
}

/** Lines of a list of runs. */
export function runListLines(runs: readonly RunSummary[]): string[] {
  if (runs.length === 0) return ['There are no runs yet. Start one with: train dcgan-28']
  return formatTable(
    [
      { title: 'Run' },
      { title: 'Name' },
      { title: 'Status' },
      { title: 'Step', align: 'right' },
      { title: 'Epoch', align: 'right' },
      { title: 'Dataset' },
      { title: 'Engine' },
      { title: 'Created' },
    ],
    runs.map((run) => [
      run.id,
      run.name,
      run.status.state,
      `${formatCount(run.progress.step)}/${formatCount(run.progress.steps)}`,
      `${run.progress.epoch}/${run.progress.epochs}`,
      run.dataset,
      run.engine ?? '–',
      formatTime(run.created),
    ]),
  )
}
