import { join } from 'node:path'
import type { EngineStatus } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { TrainRequest } from '@shared/contract/trainer'
import type { RunLength } from '@shared/runs/config'
import type { Feeds, FeedsOpener } from '../batches/feeds'
import { type FeedPlan, feedPlan } from '../batches/plan'
import { configHash, type Manifest } from '../checkpoint/manifest'
import { checkpointsFolder, loadCheckpoint, requireSameConfig, tidyCheckpoints } from '../checkpoint/store'
import type { Executor } from '../compute/engine'
import type { Disk } from '../files/disk'
import { buildProgram, initialRunState } from '../program/build'
import type { GanProgram } from '../program/planned'
import type { Clock } from './clock'
import { chooseForRun, type EngineChoice, type EngineChooser, type UsableEngines } from './engine-choice'
import { requireLength } from './schedule'
import { timeEngines } from './timing'

/** A run that is ready for its next step. */
export interface PreparedRun {
  readonly program: GanProgram
  readonly executor: Executor
  readonly plan: FeedPlan
  readonly feeds: Feeds
  readonly length: RunLength
  /** The engine that it is ready on, where, and why. */
  readonly engine: EngineStatus
  /** Why it is on that engine. */
  readonly choice: EngineChoice
  /** The checkpoint that it goes on from. */
  readonly from: Manifest | undefined
}

/** What the preparation needs of its surroundings. */
export interface PrepareTools {
  readonly disk: Disk
  readonly clock: Clock
  readonly chooseEngine: EngineChooser
  readonly usableEngines: UsableEngines
  readonly openFeeds: FeedsOpener
}

/** What the preparation is told to do between its phases. */
export interface PrepareHooks {
  /** Called before each phase with what it does. May throw to end the preparation. */
  readonly onPhase: (phase: string) => void
}

function requireSameImages({ config, images }: TrainRequest): void {
  const [wanted, given] = [config.architecture.image, images.image]
  const { classes } = config.architecture
  if (classes !== undefined && images.labels?.classes !== classes) {
    throw new StudioError(
      'INVALID_CONFIG',
      `The networks take labels of ${classes} classes, which these images lack.`,
      {
        safe: 'Nothing was started.',
        next: 'Choose a dataset with labels of as many classes.',
        problems: [{ path: 'architecture.classes', message: 'must be the number of the dataset’s classes' }],
      },
    )
  }
  if (wanted.height === given.height && wanted.width === given.width && wanted.channels === given.channels) return
  const text = ({ height, width, channels }: typeof wanted) => `${height}×${width}×${channels}`
  throw new StudioError('INVALID_CONFIG', `The networks make ${text(wanted)} images, the dataset has ${text(given)}.`, {
    safe: 'Nothing was started.',
    next: 'Choose a dataset of the architecture’s image size, or another architecture.',
    problems: [{ path: 'architecture.image', message: `must be ${text(given)} for this dataset` }],
  })
}

/** Loads what a run needs and makes its program ready on its engine. @throws StudioError */
export async function prepareRun(
  request: TrainRequest,
  { disk, clock, chooseEngine, usableEngines, openFeeds }: PrepareTools,
  { onPhase }: PrepareHooks,
): Promise<PreparedRun> {
  const { config, directory, checkpoint } = request
  onPhase('Checking the settings')
  requireSameImages(request)
  const length = requireLength(config, request.images.count)
  const folder = checkpointsFolder(directory)
  await disk.makeFolder(folder)
  await tidyCheckpoints(disk, folder)
  if (checkpoint !== null) onPhase('Loading the checkpoint')
  const loaded = checkpoint === null ? undefined : await loadCheckpoint(disk, join(folder, checkpoint))
  const configs = request.origin === null ? [config] : [config, request.origin]
  if (loaded && checkpoint !== null) requireSameConfig(loaded.manifest, checkpoint, configs.map(configHash))
  onPhase('Building the networks')
  const program = buildProgram(config)
  const plan = feedPlan(config, program, request.images, length)
  const state = loaded?.snapshot.state ?? initialRunState(config)
  onPhase('Choosing the engine')
  const choice = await chooseForRun(
    {
      configured: config.engine,
      asked: request.engine,
      last: request.lastEngine ?? loaded?.manifest.engine,
    },
    {
      chooseEngine,
      usableEngines,
      time: (engines) =>
        timeEngines(engines, { program, plan, state }, clock, (id) => onPhase(`Timing a few steps on ${id}`)),
    },
  )
  const { engine } = choice
  const status = await engine.status()
  onPhase('Reading the images')
  const feeds = await openFeeds(plan, loaded?.manifest.step ?? 0)
  try {
    const executor = await engine.prepare(program, state, onPhase)
    try {
      if (loaded) await executor.restore(loaded.snapshot)
    } catch (error) {
      executor.dispose()
      throw error
    }
    return { program, executor, plan, feeds, length, engine: status, choice, from: loaded?.manifest }
  } catch (error) {
    feeds.close()
    throw error
  }
}
