import { dirname, join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { ReplayRequest } from '@shared/contract/trainer'
import { rateFactor } from '@shared/optimisers/schedule'
import type { PlannedChange } from '@shared/runs/change'
import { type Feeds, type FeedsOpener, RunFeeds } from '../batches/feeds'
import type { PhasePlan } from '../batches/plan'
import { encodeSafetensors, type TensorData } from '../checkpoint/safetensors'
import type { Executor, FeedArrays, Program, Snapshot } from '../compute/engine'
import { savingFailure, writeThrough } from '../files/atomic'
import type { Disk } from '../files/disk'
import { buildProgram, initialRunState } from '../program/build'
import { Course } from '../session/course'
import type { EngineChooser } from '../session/engine-choice'
import { planOf } from '../session/prepare'

/** One update in `bundle.json`. */
export interface ReplayedUpdate {
  /** Its tensors, relative to the bundle. */
  readonly file: string
  /** From 1. */
  readonly step: number
  readonly phase: string
  /** Updates of this phase before it in the run. */
  readonly update: number
  /** That the optimiser used, after the schedule. */
  readonly learningRate: number
  /** The loss and the measures. */
  readonly measures: Readonly<Record<string, number>>
}

/** What `bundle.json` holds. */
export interface ReplayBundle {
  readonly format: 'gan-studio-replay'
  readonly version: 1
  readonly engine: string
  /** What was changed while the run trained, up to the last of these steps. */
  readonly changes: readonly PlannedChange[]
  readonly updates: readonly ReplayedUpdate[]
}

/** What writing a bundle needs. */
export interface ReplayTools {
  readonly disk: Disk
  readonly chooseEngine: EngineChooser
  readonly openFeeds: FeedsOpener
}

type Shapes = ReadonlyMap<string, readonly number[]>

/** The state and the optimiser's slots of one moment, under a prefix each. */
function momentOf(snapshot: Snapshot, phase: string, when: 'before' | 'after', shapes: Shapes): [string, TensorData][] {
  const slots = Object.entries(snapshot.optimisers[phase]?.slots ?? {}).map(([name, data]): [string, TensorData] => {
    const shape = shapes.get(name.slice(name.indexOf('/') + 1)) ?? [data.length]
    return [`slots-${when}/${name}`, { shape, data }]
  })
  const state = Object.entries(snapshot.state).map(([name, data]): [string, TensorData] => {
    return [`${when}/${name}`, { shape: shapes.get(name) ?? [data.length], data }]
  })
  return [...state, ...slots]
}

function feedsOf(phase: PhasePlan, buffers: FeedArrays): [string, TensorData][] {
  return phase.feeds.map(({ name, shape }) => [
    `feeds/${name}`,
    { shape, data: Float32Array.from(buffers[name] ?? []) },
  ])
}

/** Takes one update and answers with its tensors and its place in `bundle.json`. */
async function replayUpdate(
  executor: Executor,
  feeds: Feeds,
  phase: PhasePlan,
  learningRate: number,
  shapes: Shapes,
): Promise<{ tensors: Map<string, TensorData>; update: number; measures: Readonly<Record<string, number>> }> {
  const buffers = executor.feeds[phase.name] ?? {}
  await feeds.next(buffers)
  const before = await executor.snapshot()
  const fed = feedsOf(phase, buffers)
  const { gradients } = await executor.gradients(phase.name)
  const measures = await executor.run(phase.name, learningRate)
  const after = await executor.snapshot()
  const found = Object.entries(gradients).map(([name, data]): [string, TensorData] => [
    `gradients/${name}`,
    { shape: shapes.get(name) ?? [data.length], data },
  ])
  const tensors = new Map([
    ...momentOf(before, phase.name, 'before', shapes),
    ...fed,
    ...found,
    ...momentOf(after, phase.name, 'after', shapes),
  ])
  return { tensors, update: before.optimisers[phase.name]?.updates ?? 0, measures }
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)

async function writeUpdates(
  { config, changes, images, steps }: ReplayRequest,
  { disk, chooseEngine, openFeeds }: ReplayTools,
  folder: string,
): Promise<void> {
  const program: Program = buildProgram(config)
  const course = new Course({ config, changes, images }, 0)
  let plan = planOf(course, images)
  const engine = await chooseEngine(config.engine)
  const shapes: Shapes = new Map(program.state.map(({ name, shape }) => [name, shape]))
  const feeds = await RunFeeds.open(openFeeds, plan, 0)
  const updates: ReplayedUpdate[] = []
  try {
    const executor = await engine.prepare(program, initialRunState(config))
    try {
      for (let step = 0; step < steps; step++) {
        const turn = course.due(step)
        course.take(turn)
        plan = planOf(course, images)
        if (turn.turned) await feeds.turn(plan, step)
        const factor = rateFactor(config.learningRateSchedule, step, course.length.steps)
        for (const phase of plan.phases) {
          for (let number = 0; number < phase.updates; number++) {
            const learningRate = factor * phase.learningRate
            const { tensors, update, measures } = await replayUpdate(executor, feeds, phase, learningRate, shapes)
            const file = `step-${String(step + 1).padStart(4, '0')}-${phase.name}-${number + 1}.safetensors`
            await writeThrough(disk, join(folder, file), encodeSafetensors(tensors))
            updates.push({ file, step: step + 1, phase: phase.name, update, learningRate, measures })
          }
        }
      }
    } finally {
      executor.dispose()
    }
  } finally {
    feeds.close()
  }
  const bundle: ReplayBundle = {
    format: 'gan-studio-replay',
    version: 1,
    engine: engine.id,
    changes: changes.filter(({ step }) => step < steps),
    updates,
  }
  await writeThrough(disk, join(folder, 'config.json'), [json(config)])
  await writeThrough(disk, join(folder, 'bundle.json'), [json(bundle)])
  await disk.syncFolder(folder)
}

/**
 * Trains the first steps of a run anew and writes everything that each update took and made (docs/replay.md). The folder
 * gets its name once all is on the disk.
 * @throws StudioError `INVALID_INPUT` where the folder is there already, `DISK_FULL`, `DATASET_DAMAGED`, `ENGINE_UNAVAILABLE`
 */
export async function writeReplay(request: ReplayRequest, tools: ReplayTools): Promise<void> {
  const { disk } = tools
  const { folder } = request
  const partial = `${folder}.partial`
  if ((await disk.list(folder)).length > 0) {
    throw new StudioError('INVALID_INPUT', `The folder ${folder} holds something already.`, {
      safe: 'Nothing was written.',
      next: 'Choose a new folder.',
    })
  }
  try {
    await disk.remove(partial)
    await disk.makeFolder(partial)
    await writeUpdates(request, tools, partial)
    await disk.remove(folder)
    await disk.rename(partial, folder)
    await disk.syncFolder(dirname(folder))
  } catch (error) {
    await disk.remove(partial).catch(() => undefined)
    throw savingFailure(error, 'the replay bundle') ?? error
  }
}
