import { columnsOf } from '@shared/compare/columns'
import { rank } from '@shared/compare/ranking'
import type { RunRow } from '@shared/compare/row'
import type { MeasureName } from '@shared/measures/measure'
import type { RunConfig } from '@shared/runs/config'
import type { RunSummary } from '@shared/runs/run'
import { isActive } from '@shared/runs/status'
import { compareDocument, compareLines } from '../compare-report'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findPreset, findProject } from '../find'
import { obeyInterruption } from '../follow'
import { formatDuration } from '../format'
import { changedConfig, type TrainOverrides, trainConfig } from '../train-config'
import { variationsOf } from '../variations'

/** What `study` takes beside the preset. */
export interface StudyOptions extends TrainOverrides {
  readonly vary: readonly string[]
  readonly seeds: number
  readonly project?: string | undefined
  /** A tag that all of its runs get. */
  readonly tag: string
  /** What is measured of each run's last checkpoint; nothing without. */
  readonly measure?: MeasureName[] | undefined
  /** Generated images that are measured, and as many real ones. */
  readonly samples: number
}

/** No checkpoint but the last is measured. */
const atTheEnd = { unit: 'steps', every: 1_000_000_000 } as const

/** The config that all runs of a study begin with. */
function baseConfig(config: RunConfig, { measure, samples }: StudyOptions): RunConfig {
  if (measure === undefined) return config
  return { ...config, measures: { names: measure, cadence: atTheEnd, samples, best: null } }
}

/** Waits until every run has ended, and says a line of each. */
async function watchAll({ client, output }: CommandContext, ids: readonly string[]): Promise<void> {
  const left = new Set(ids)
  const life = new AbortController()
  const ended = ({ id, name, status, trainingSeconds }: RunSummary) => {
    left.delete(id)
    const done = ids.length - left.size
    output.note(`${done} of ${ids.length}: ${id} “${name}” ${status.state}, ${formatDuration(trainingSeconds)}`)
  }
  try {
    for await (const event of await client.runs.watch({ id: null }, { signal: life.signal })) {
      if (event.type === 'run' && left.has(event.run.id) && !isActive(event.run.status.state)) ended(event.run)
      if (left.size === 0) return
    }
  } finally {
    life.abort()
  }
}

/** `study PRESET` */
export async function study(context: CommandContext, wanted: string, options: StudyOptions): Promise<number> {
  const { client, studio, output, interruption } = context
  const preset = findPreset(await client.studio.presets(), wanted)
  for (const { message, safe } of await studio.notices) output.note(`${message} ${safe}`)
  const base = baseConfig(trainConfig(preset, await client.datasets.list(), options), options)
  const variations = variationsOf(options.vary, options.seeds, base.seed)
  const configs = variations.map(({ settings, seed }) => ({ ...changedConfig(base, settings, '--vary'), seed }))
  const project =
    options.project === undefined
      ? studio.projects.initial()
      : findProject(await client.projects.list(), options.project)
  const ids: string[] = []
  for (const [index, config] of configs.entries()) {
    const name = variations[index]?.name ?? null
    const run = await client.runs.start({ project: project.id, name, preset: preset.id, config })
    ids.push(run.id)
  }
  await client.compare.annotate({ ids, change: { addTags: [options.tag] } })
  output.note(`${ids.length} runs of ${preset.title}, tagged “${options.tag}”`)
  const release = obeyInterruption(context, ids)
  try {
    await watchAll(context, ids)
    if (base.measures !== undefined && !interruption.first.aborted) {
      output.note('Measuring what is left of the checkpoints.')
      await studio.measured()
    }
  } finally {
    release()
  }
  const found = new Map((await client.compare.rows({ project: project.id, at: null })).map((row) => [row.id, row]))
  const rows = ids.flatMap((id): RunRow[] => {
    const row = found.get(id)
    return row === undefined ? [] : [row]
  })
  const columns = columnsOf(rows)
  const column = columns.find(({ better }) => better !== null)
  const ranked = column === undefined ? null : { column, ranking: rank(rows, column) }
  const comparison = { rows, columns, records: null, ranked, baseline: null }
  output.result({ tag: options.tag, ...compareDocument(comparison) }, () => compareLines(comparison))
  if (interruption.first.aborted) return exitCodes.interrupted
  return rows.every(({ state }) => state === 'completed') ? exitCodes.done : exitCodes.failed
}
