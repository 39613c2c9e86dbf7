import { join } from 'node:path'
import { classesOf } from '@shared/architecture/spec'
import type { EngineStatus } from '@shared/compute/engine'
import { StudioError } from '@shared/contract/errors'
import type { TrainRequest } from '@shared/contract/trainer'
import { type FeedsOpener, RunFeeds } from '../batches/feeds'
import { type FeedPlan, feedPlan } from '../batches/plan'
import { configHash, type Manifest } from '../checkpoint/manifest'
import { requireSameImages } from '../checkpoint/same-images'
import { checkpointsFolder, loadCheckpoint, requireSameConfig, tidyCheckpoints } from '../checkpoint/store'
import type { Executor } from '../compute/engine'
import type { Disk } from '../files/disk'
import { buildProgram, initialRunState } from '../program/build'
import type { TrainingProgram } from '../program/planned'
import type { Clock } from './clock'
import { Course, sameChanges } from './course'
import { chooseForRun, type EngineChoice, type EngineChooser, type UsableEngines } from './engine-choice'
import { requireLength } from './schedule'
import { timeEngines } from './timing'

/** A run that is ready for its next step. */
export interface PreparedRun {
  readonly program: TrainingProgram
  readonly executor: Executor
  readonly course: Course
  /** What the course was fed at the start; it may have turned since. */
  readonly plan: FeedPlan
  readonly feeds: RunFeeds
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

function requireFittingImages({ config, images }: TrainRequest): void {
  const [wanted, given] = [config.architecture.image, images.image]
  const classes = classesOf(config.architecture)
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

/** The feeds' plan of a course as it is now. */
export const planOf = ({ config, stretch }: Course, images: TrainRequest['images']): FeedPlan =>
  feedPlan(config, buildProgram(config), images, stretch)

/** Refuses a checkpoint of a course that had taken other changes up to then. @throws StudioError `WRONG_STATE` */
function requireSameCourse({ changes, step }: Manifest, name: string, known: TrainRequest['changes']): void {
  const before = known.filter((planned) => planned.step < step)
  if (sameChanges(changes, before)) return
  throw new StudioError(
    'WRONG_STATE',
    `The checkpoint “${name}” is of another course of the run: its changes differ.`,
    {
      safe: 'Nothing was changed.',
      next: 'Start a new run.',
    },
  )
}

/** Loads what a run needs and makes its program ready on its engine. @throws StudioError */
export async function prepareRun(
  request: TrainRequest,
  { disk, clock, chooseEngine, usableEngines, openFeeds }: PrepareTools,
  { onPhase }: PrepareHooks,
): Promise<PreparedRun> {
  const { config, directory, checkpoint } = request
  onPhase('Checking the settings')
  requireFittingImages(request)
  requireLength(config, request.images.count)
  const folder = checkpointsFolder(directory)
  await disk.makeFolder(folder)
  await tidyCheckpoints(disk, folder)
  if (checkpoint !== null) onPhase('Loading the checkpoint')
  const loaded = checkpoint === null ? undefined : await loadCheckpoint(disk, join(folder, checkpoint))
  const configs = request.origin === null ? [config] : [config, request.origin]
  if (loaded && checkpoint !== null) {
    requireSameConfig(loaded.manifest, checkpoint, configs.map(configHash))
    requireSameCourse(loaded.manifest, checkpoint, request.changes)
    // A run that goes on from another one's checkpoint may do so on other images.
    if (loaded.manifest.run === request.run) requireSameImages(loaded.manifest, request.images)
  }
  onPhase('Building the networks')
  const program = buildProgram(config)
  const step = loaded?.manifest.step ?? 0
  const course = new Course(request, step)
  const plan = planOf(course, request.images)
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
  const feeds = await RunFeeds.open(openFeeds, plan, step)
  try {
    const executor = await engine.prepare(program, state, onPhase)
    try {
      if (loaded) await executor.restore(loaded.snapshot)
    } catch (error) {
      executor.dispose()
      throw error
    }
    return { program, executor, course, plan, feeds, engine: status, choice, from: loaded?.manifest }
  } catch (error) {
    feeds.close()
    throw error
  }
}
