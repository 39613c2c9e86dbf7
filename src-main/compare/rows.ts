import { atStep } from '@shared/compare/axes'
import { imagesByStep } from '@shared/compare/images'
import type { MeasuredCell, RowMeasure, RunRow } from '@shared/compare/row'
import { quantityNames } from '@shared/measures/measure'
import { bestOf, latestOf, type MeasuredValue } from '@shared/measures/measured-value'
import { changeValueText } from '@shared/runs/change'
import type { ExternalRun } from '../store/external'
import type { ChangePart, RowFilter, RunPart } from '../store/rows'
import type { Store } from '../store/store'
import type { ConfigSettings, SettingsCache } from './settings-cache'

function groupByRun<T extends { readonly run: string }>(parts: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const part of parts) {
    const group = groups.get(part.run)
    if (group === undefined) groups.set(part.run, [part])
    else group.push(part)
  }
  return groups
}

function measuredCell({ features, value, error, step, samples, dataset, split }: MeasuredValue): MeasuredCell {
  return {
    value,
    error,
    step,
    samples,
    features: features && { id: features.id, title: features.title },
    dataset,
    split,
  }
}

function measuresOf(values: readonly MeasuredValue[], step: number | null): RowMeasure[] {
  if (values.length === 0) return []
  return quantityNames.flatMap((quantity): RowMeasure[] => {
    const own = values.filter((one) => one.quantity === quantity)
    const [last, best] = [latestOf(own, quantity), bestOf(own, quantity)]
    if (last === undefined || best === undefined) return []
    const earlier =
      step === null
        ? undefined
        : latestOf(
            own.filter((one) => one.step <= step),
            quantity,
          )
    const at = earlier === undefined ? null : measuredCell(earlier)
    return [{ quantity, last: measuredCell(last), best: measuredCell(best), at }]
  })
}

const changesText = (changes: readonly ChangePart[]): string =>
  changes.map(({ step, change }) => `${step}: ${change.setting} ${changeValueText(change)}`).join('; ')

interface Hanging {
  readonly alerts: readonly { readonly kind: RunRow['openAlerts'][number]; readonly open: boolean }[]
  readonly changes: readonly ChangePart[]
  readonly measured: readonly MeasuredValue[]
}

function rowOf(
  run: RunPart,
  config: ConfigSettings,
  { alerts, changes, measured }: Hanging,
  at: number | null,
): RunRow {
  const { training_seconds: trainingSeconds, latest_sample: latestSample, progress, status, means, ...rest } = run
  const { step, steps, epoch } = progress
  return {
    ...rest,
    source: 'studio',
    split: config.split,
    family: config.family,
    state: status.state,
    seed: config.seed,
    origin: run.origin && { run: run.origin.run, step: run.origin.step },
    trainingSeconds,
    step,
    steps,
    epoch,
    imagesSeen: atStep(imagesByStep(config.batchSize, config.batchesPerStep, changes, step), step),
    latestSample,
    openAlerts: alerts.filter(({ open }) => open).map(({ kind }) => kind),
    alerts: alerts.length,
    settings: changes.length === 0 ? config.settings : { ...config.settings, changes: changesText(changes) },
    means: means ?? {},
    measures: measuresOf(measured, at),
  }
}

/** The settings by which an imported run may say its seed. */
const seedSettings = ['seed', 'random_seed', 'rng_seed']

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function externalRow(run: ExternalRun): RunRow {
  const { last, seconds, source, settings, ...rest } = run
  const seed = seedSettings.map((path) => settings[path]).find((value) => typeof value === 'number')
  return {
    ...rest,
    source,
    settings,
    preset: null,
    // As a log may say it, or as the studio's own exports do.
    dataset: textOf(settings['dataset'] ?? settings['dataset.id']),
    split: textOf(settings['dataset.split']),
    family: null,
    state: 'imported',
    engine: null,
    seed: typeof seed === 'number' ? seed : null,
    origin: null,
    trainingSeconds: seconds,
    steps: null,
    epoch: null,
    imagesSeen: null,
    latestSample: null,
    openAlerts: [],
    alerts: 0,
    parameters: {},
    means: last,
    measures: [],
  }
}

/**
 * The rows of runs, newest first, read in few queries whatever their number.
 * @param at the step at which measured values are wanted too
 */
export function readRows(store: Store, cache: SettingsCache, filter: RowFilter, at: number | null): RunRow[] {
  const runs = store.rows.runs(filter)
  const configs = cache.of(runs.map(({ id }) => id))
  const [alerts, changes] = [groupByRun(store.rows.alerts(filter)), groupByRun(store.rows.changes(filter))]
  const measured = store.rows.measured(filter)
  const own = runs.flatMap((run) => {
    const config = configs.get(run.id)
    if (config === undefined) return []
    const hanging = {
      alerts: alerts.get(run.id) ?? [],
      changes: changes.get(run.id) ?? [],
      measured: measured.get(run.id) ?? [],
    }
    return [rowOf(run, config, hanging, at)]
  })
  const external = store.external.list(filter).map(externalRow)
  return external.length === 0 ? own : [...own, ...external].sort((a, b) => b.created - a.created)
}
