import { configDifferences } from '@shared/runs/difference'
import { type MetricName, metrics } from '@shared/runs/metrics'
import type { Run } from '@shared/runs/run'
import { formatCount, formatDuration, formatMetric, formatValue } from './format'
import { formatTable } from './table'

const compared: readonly MetricName[] = ['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore']

/** What differs between runs and how they ended, as a JSON document. */
export function compareDocument(runs: readonly Run[]) {
  return {
    runs: runs.map((run) => ({
      id: run.id,
      name: run.name,
      status: run.status.state,
      step: run.progress.step,
      epoch: run.progress.epoch,
      engine: run.engine,
      trainingSeconds: run.trainingSeconds,
      final: run.epochs.at(-1)?.means ?? null,
    })),
    differences: configDifferences(runs.map(({ config }) => config)).map(({ path, values }) => ({
      path,
      values: values.map((value) => value ?? null),
    })),
  }
}

/** The same for a person: a column for each run. */
export function compareLines(runs: readonly Run[]): string[] {
  const columns = (title: string) => [{ title }, ...runs.map(({ id }) => ({ title: id, align: 'right' as const }))]
  const differences = configDifferences(runs.map(({ config }) => config))
  const outcome = [
    ['Name', ...runs.map(({ name }) => name)],
    ['Status', ...runs.map(({ status }) => status.state)],
    ['Step', ...runs.map(({ progress }) => formatCount(progress.step))],
    ['Epoch', ...runs.map(({ progress }) => formatCount(progress.epoch))],
    ['Training time', ...runs.map(({ trainingSeconds }) => formatDuration(trainingSeconds))],
    ...compared.map((name) => [
      `${metrics[name].title}, last epoch`,
      ...runs.map(({ epochs }) => formatMetric(epochs.at(-1)?.means[name])),
    ]),
  ]
  const configLines =
    differences.length === 0
      ? ['The configurations are the same.']
      : formatTable(
          columns('Configuration'),
          differences.map(({ path, values }) => [path, ...values.map(formatValue)]),
        )
  return [...formatTable(columns('Run'), outcome), '', ...configLines]
}
