import { StudioError } from '@shared/contract/errors'
import type { LatentInversionEvent, LatentSession } from '@shared/contract/latent'
import type { ClassMean } from '@shared/latent/class-mean'
import type { LatentDirections } from '@shared/latent/direction'
import type { Drawing, DrawingEvent } from '@shared/latent/drawing'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { ExportFormat } from '@shared/latent/export'
import type { GivenImage } from '@shared/latent/given-image'
import type { InversionEvent, InversionSettings } from '@shared/latent/inversion'
import type { NearestEvent, Nearness } from '@shared/latent/nearest'
import type { Domain, Translation } from '@shared/latent/translation'
import type { Weights } from '@shared/latent/weights'
import type { Checkpoint } from '@shared/runs/run'
import type { DatasetsService } from '../datasets/service'
import type { OpenHome } from '../home/open'
import { studioFeatureSource } from '../measures/feature-source'
import type { TrainerProcess } from '../training/host'
import type { OnDemandProcess } from '../training/on-demand'
import type { GivenImages } from './given-images'

/** What the service works with. */
export interface LatentOptions<Frames> {
  readonly home: OpenHome
  readonly process: OnDemandProcess<Frames>
  readonly datasets: Pick<DatasetsService, 'images' | 'pixels'>
  readonly given: GivenImages
}

/** A search for the nearest training images of what a latent draws. */
export interface NearestQuery {
  readonly session: string
  readonly latent: string
  readonly label: DrawnClass | null
  readonly by: Nearness
  readonly count: number
}

interface OpenSession<Frames> {
  readonly info: LatentSession
  /** The checkpoint's folder. */
  readonly folder: string
  /** Lets go of the process. */
  readonly release: () => void
  /** The process that has the generator loaded; another one has to load it first. */
  process: TrainerProcess<Frames>
}

function noCheckpoint(run: string): StudioError {
  return new StudioError('UNKNOWN_CHECKPOINT', `The run ${run} has no checkpoint yet`, {
    safe: 'Nothing has been changed.',
    next: 'Train it until its first checkpoint, or stop it: that saves one.',
    nearest: [],
  })
}

/** Generators of runs, loaded for sampling in a process of their own, so that training goes on undisturbed. */
export class LatentService<Frames> {
  readonly #home: OpenHome
  readonly #process: OnDemandProcess<Frames>
  readonly #datasets: LatentOptions<Frames>['datasets']
  readonly #given: GivenImages
  readonly #sessions = new Map<string, OpenSession<Frames>>()
  #last = 0

  constructor({ home, process, datasets, given }: LatentOptions<Frames>) {
    this.#home = home
    this.#process = process
    this.#datasets = datasets
    this.#given = given
  }

  /**
   * Loads the generator of a checkpoint, with null of the newest good one.
   * @throws StudioError `UNKNOWN_RUN`, `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`
   */
  async open(run: string, checkpoint: string | null, weights: Weights | null = null): Promise<LatentSession> {
    const { store } = this.#home
    store.runs.summary(run)
    if (checkpoint !== null) return this.#load(run, store.checkpoints.get(run, checkpoint), weights)
    const newestFirst = store.checkpoints.list(run).reverse()
    for (const [index, candidate] of newestFirst.entries()) {
      try {
        return await this.#load(run, candidate, weights)
      } catch (error) {
        const damaged =
          error instanceof StudioError && ['CHECKPOINT_DAMAGED', 'UNKNOWN_CHECKPOINT'].includes(error.code)
        if (!damaged || index === newestFirst.length - 1) throw error
      }
    }
    throw noCheckpoint(run)
  }

  /** A port that draws the session's images. @throws StudioError `INVALID_INPUT` for a session that is not open */
  async frames(session: string): Promise<Frames> {
    return this.#with(session, async (process) => process.framePort(session))
  }

  /** Writes pictures, a film or latents of an open session to a file, telling the pictures that are done. */
  async *draw(
    session: string,
    drawing: Drawing,
    file: string,
    signal?: AbortSignal,
  ): AsyncGenerator<DrawingEvent, void, void> {
    const release = this.#process.hold()
    try {
      const options = signal === undefined ? {} : { signal }
      yield* await this.#with(session, ({ client }) => client.generator.draw({ session, drawing, file }, options))
    } finally {
      release()
    }
  }

  /** Principal directions of an open session's latent space. */
  async directions(session: string): Promise<LatentDirections> {
    return this.#with(session, ({ client }) => client.generator.directions({ session }))
  }

  /** Writes an open session's generator for others into a folder that is not there yet. */
  async exportModel(session: string, format: ExportFormat, folder: string): Promise<void> {
    await this.#with(session, ({ client }) => client.generator.export({ session, format, folder }))
  }

  /**
   * Seeks the latent of an image in the model's shape, base64.
   * @throws StudioError `INVALID_INPUT`; `WRONG_STATE` for features where no network of the dataset was trained
   */
  async *invert(
    session: string,
    image: string,
    settings: InversionSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<InversionEvent, void, void> {
    const { run } = this.require(session)
    const features = settings.featureWeight === 0 ? null : await this.#features(run)
    const options = signal === undefined ? {} : { signal }
    const release = this.#process.hold()
    try {
      yield* await this.#with(session, ({ client }) =>
        client.generator.invert({ session, image, settings, features }, options),
      )
    } finally {
      release()
    }
  }

  /** An image that a person points at, in the shape of a session's model, then the search for its latent. */
  async *invertGiven(
    session: string,
    given: GivenImage,
    settings: InversionSettings,
    signal?: AbortSignal,
  ): AsyncGenerator<LatentInversionEvent, void, void> {
    const { pixels, picture } = await this.#given.prepare(given, this.require(session).image)
    yield { type: 'target', picture }
    yield* this.invert(session, pixels, settings, signal)
  }

  /** The mean of the encodings of a class's first images in the split that a session's run trains on. @throws StudioError `WRONG_STATE`, … */
  async classMean(session: string, label: number): Promise<ClassMean> {
    const { dataset } = this.#home.store.run(this.require(session).run).config
    const images = await this.#datasets.images(dataset.id, dataset.split)
    return this.#with(session, ({ client }) => client.generator.classMean({ session, label, images }))
  }

  /** The images that a session's run trained on that are nearest to what a latent draws. @throws StudioError `DATASET_DAMAGED`, … */
  async *nearest(query: NearestQuery, signal?: AbortSignal): AsyncGenerator<NearestEvent, void, void> {
    const { session, latent, label, by, count } = query
    const { source, images } = await this.#features(this.require(session).run)
    const request = { session, latent, label, count, images, features: by === 'features' ? source : null }
    const release = this.#process.hold()
    try {
      const options = signal === undefined ? {} : { signal }
      yield* await this.#with(session, ({ client }) => client.generator.nearest(request, options))
    } finally {
      release()
    }
  }

  /** Translates an image with a checkpoint of a run. @throws StudioError `WRONG_STATE`, `UNKNOWN_CHECKPOINT`, `INVALID_INPUT` */
  async translate(run: string, checkpoint: string, given: GivenImage, from: Domain) {
    const { pixels, picture } = await this.#given.prepare(given, this.#home.store.run(run).config.architecture.image)
    return { ...(await this.translatePixels(run, checkpoint, pixels, from)), picture }
  }

  /** The same for an image in the model's shape, base64. */
  async translatePixels(run: string, checkpoint: string, image: string, from: Domain): Promise<Translation> {
    const { store, paths } = this.#home
    const { name } = store.checkpoints.get(run, checkpoint)
    const folder = paths.checkpoint(store.runs.summary(run).project, run, name)
    return this.#process.use(({ client }) => client.generator.translate({ checkpoint: folder, image, from }))
  }

  /** The split that a run trains on, and its feature network. */
  async #features(run: string) {
    const { dataset } = this.#home.store.run(run).config
    const images = await this.#datasets.images(dataset.id, dataset.split)
    return { images, source: await studioFeatureSource(this.#home, this.#datasets, dataset) }
  }

  /** Closes a session; one that is not open is left at that. */
  async close(session: string): Promise<void> {
    const open = this.#sessions.get(session)
    if (open === undefined) return
    this.#sessions.delete(session)
    open.release()
    // A process that is gone has nothing left to close.
    if (open.process === this.#process.current) await open.process.client.generator.close({ session })
  }

  async #load(run: string, checkpoint: Checkpoint, weights: Weights | null): Promise<LatentSession> {
    const { paths, store, access } = this.#home
    const session = `latent-${++this.#last}`
    const folder = paths.checkpoint(store.runs.summary(run).project, run, checkpoint.name)
    const release = this.#process.hold()
    try {
      return await this.#process.use(async (process) => {
        const opened = await process.client.generator.open({ session, checkpoint: folder, weights })
        const info = { session, run, checkpoint: checkpoint.name, ...opened }
        this.#sessions.set(session, { info, folder, release, process })
        return info
      })
    } catch (error) {
      release()
      // A damaged checkpoint has been set aside: its folder has another name now.
      const gone = error instanceof StudioError && error.code === 'CHECKPOINT_DAMAGED'
      if (gone && access === 'exclusive') store.checkpoints.remove(run, checkpoint.name)
      throw error
    }
  }

  /** What an open session has loaded. @throws StudioError `INVALID_INPUT` for a session that is not open */
  require(session: string): LatentSession {
    return this.#require(session).info
  }

  #require(session: string): OpenSession<Frames> {
    const open = this.#sessions.get(session)
    if (open !== undefined) return open
    throw new StudioError('INVALID_INPUT', `No generator is open under “${session}”`, {
      safe: 'Nothing has been changed.',
      next: 'Open the run’s generator again.',
    })
  }

  async #with<T>(session: string, work: (process: TrainerProcess<Frames>) => Promise<T>): Promise<T> {
    const open = this.#require(session)
    return this.#process.use(async (process) => {
      if (open.process !== process) {
        const { weights } = open.info
        await process.client.generator.open({ session, checkpoint: open.folder, weights })
        open.process = process
      }
      return work(process)
    })
  }
}
