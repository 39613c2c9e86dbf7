import { configAt } from '@shared/runs/change'
import { changesOf, plannedChanges } from '../change-options'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findPreset, findProject, findRun } from '../find'
import { filesOf, followRun } from '../follow'
import { runDocument, runLines, runListLines, summaryDocument } from '../run-report'
import { changedConfig, requireEngine, type TrainOverrides, trainConfig } from '../train-config'

/** What `train` takes beside the preset. */
export interface TrainOptions extends TrainOverrides {
  readonly project?: string | undefined
  readonly name?: string | undefined
  /** Changes in the run's course, of the form `STEP:path=value`. */
  readonly changeAt?: readonly string[] | undefined
}

const runId = async ({ client }: CommandContext, wanted: string): Promise<string> =>
  findRun(await client.runs.list({ project: null }), wanted).id

/** `train PRESET` */
export async function train(context: CommandContext, wanted: string, options: TrainOptions): Promise<number> {
  const { client, studio, output } = context
  const preset = findPreset(await client.studio.presets(), wanted)
  for (const { message, safe } of await studio.notices) output.note(`${message} ${safe}`)
  const config = trainConfig(preset, await client.datasets.list(), options)
  const project =
    options.project === undefined
      ? studio.projects.initial()
      : findProject(await client.projects.list(), options.project)
  const { id, name } = await client.runs.start({
    project: project.id,
    name: options.name ?? null,
    preset: preset.id,
    config,
    changes: [...plannedChanges(config, options.changeAt ?? [])],
  })
  output.note(
    `Run ${id} “${name}”: ${preset.title} on ${config.dataset.id}/${config.dataset.split}, seed ${config.seed}`,
  )
  return followRun(context, id)
}

/** `runs list` */
export async function listRuns(
  { client, output }: CommandContext,
  options: { project?: string; archived?: boolean },
): Promise<number> {
  const project = options.project === undefined ? null : findProject(await client.projects.list(), options.project).id
  const list = (await client.runs.list({ project })).filter(({ archived }) => options.archived === true || !archived)
  output.result(list.map(summaryDocument), () => runListLines(list))
  return exitCodes.done
}

/** `runs show RUN` */
export async function showRun(context: CommandContext, wanted: string): Promise<number> {
  const run = await context.client.runs.show({ id: await runId(context, wanted) })
  const files = filesOf(context, run, null)
  context.output.result(runDocument(run, files), () => runLines(run, files))
  return exitCodes.done
}

/** What `resume` takes beside the run. */
export interface ResumeOptions {
  readonly engine?: string | undefined
  /** The step of a kept checkpoint, from which a new run goes on. */
  readonly from?: number | undefined
  /** Settings of the new run, of the form `path=value`. */
  readonly set?: readonly string[] | undefined
}

/** `resume RUN` */
export async function resumeRun(
  context: CommandContext,
  wanted: string,
  { engine, from, set = [] }: ResumeOptions = {},
): Promise<number> {
  const { client, studio, output } = context
  const on = engine === undefined ? undefined : requireEngine(engine)
  const id = await runId(context, wanted)
  await studio.notices
  const { config, changes, checkpoints } = await client.runs.show({ id })
  const step = from ?? checkpoints.at(-1)?.step ?? 0
  const inForce = configAt(config, changes, step)
  if (from === undefined) {
    if (set.length > 0) await client.runs.change({ id, changes: changesOf(inForce, set, '--set') })
    await client.runs.resume({ id, engine: on })
    return followRun(context, id)
  }
  const branch = await client.runs.branch({ id, step, config: changedConfig(inForce, set), engine: on })
  output.note(`Run ${branch.id} goes on from step ${from} of ${id}, which stays as it is.`)
  return followRun(context, branch.id)
}
