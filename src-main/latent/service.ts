import { StudioError } from '@shared/contract/errors'
import type { LatentSession } from '@shared/contract/latent'
import type { LatentDirections } from '@shared/latent/direction'
import type { Drawing, DrawingEvent } from '@shared/latent/drawing'
import type { ExportFormat } from '@shared/latent/export'
import type { Checkpoint } from '@shared/runs/run'
import type { OpenHome } from '../home/open'
import type { TrainerProcess } from '../training/host'
import type { OnDemandProcess } from '../training/on-demand'

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
  readonly #sessions = new Map<string, OpenSession<Frames>>()
  #last = 0

  constructor(home: OpenHome, process: OnDemandProcess<Frames>) {
    this.#home = home
    this.#process = process
  }

  /**
   * Loads the generator of a checkpoint, with null of the newest good one.
   * @throws StudioError `UNKNOWN_RUN`, `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`
   */
  async open(run: string, checkpoint: string | null): Promise<LatentSession> {
    const { store } = this.#home
    store.runs.summary(run)
    if (checkpoint !== null) return this.#load(run, store.checkpoints.get(run, checkpoint))
    const newestFirst = store.checkpoints.list(run).reverse()
    for (const [index, candidate] of newestFirst.entries()) {
      try {
        return await this.#load(run, candidate)
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

  /** Closes a session; one that is not open is left at that. */
  async close(session: string): Promise<void> {
    const open = this.#sessions.get(session)
    if (open === undefined) return
    this.#sessions.delete(session)
    open.release()
    // A process that is gone has nothing left to close.
    if (open.process === this.#process.current) await open.process.client.generator.close({ session })
  }

  async #load(run: string, checkpoint: Checkpoint): Promise<LatentSession> {
    const { paths, store, access } = this.#home
    const session = `latent-${++this.#last}`
    const folder = paths.checkpoint(store.runs.summary(run).project, run, checkpoint.name)
    const release = this.#process.hold()
    try {
      return await this.#process.use(async (process) => {
        const { step, latent, image, classes } = await process.client.generator.open({ session, checkpoint: folder })
        const info = { session, run, checkpoint: checkpoint.name, step, latent, image, classes }
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
        await process.client.generator.open({ session, checkpoint: open.folder })
        open.process = process
      }
      return work(process)
    })
  }
}
