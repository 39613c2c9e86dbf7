import { basename } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { StoredConfig } from '@shared/runs/config'
import { loadCheckpoint } from '../checkpoint/store'
import type { Disk } from '../files/disk'
import type { EngineChooser } from '../session/engine-choice'
import { LoadedGenerator } from './generator'

function notOfThisVersion(name: string): StudioError {
  return new StudioError(
    'WRONG_STATE',
    `The configuration of the checkpoint “${name}” is of another version of the studio.`,
    {
      safe: 'Nothing was changed.',
      next: 'Open it with the version that trained it.',
    },
  )
}

/** The generators that are open, by session. */
export class Generators {
  readonly #open = new Map<string, LoadedGenerator>()
  readonly #disk: Disk
  readonly #chooseEngine: EngineChooser

  constructor(disk: Disk, chooseEngine: EngineChooser) {
    this.#disk = disk
    this.#chooseEngine = chooseEngine
  }

  /**
   * Loads the generator of a checkpoint folder for the caller, who closes it.
   * @param batch pictures that are drawn at once where many are wanted
   * @throws StudioError `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `ENGINE_UNAVAILABLE`, `WRONG_STATE` for a family without a latent space
   */
  async load(checkpoint: string, batch?: number): Promise<LoadedGenerator> {
    const content = await loadCheckpoint(this.#disk, checkpoint)
    const config = StoredConfig.safeParse(content.manifest.config)
    if (!config.success) throw notOfThisVersion(basename(checkpoint))
    const engine = await this.#chooseEngine(config.data.engine)
    return new LoadedGenerator(content, config.data, engine, batch)
  }

  /**
   * Loads the generator of a checkpoint folder; one that had the session before is closed.
   * @throws StudioError `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `ENGINE_UNAVAILABLE`
   */
  async open(session: string, checkpoint: string): Promise<LoadedGenerator> {
    const generator = await this.load(checkpoint)
    await generator.warm()
    await this.close(session)
    this.#open.set(session, generator)
    return generator
  }

  find(session: string): LoadedGenerator | undefined {
    return this.#open.get(session)
  }

  /** @throws StudioError `INVALID_INPUT` for a session that is not open */
  require(session: string): LoadedGenerator {
    const generator = this.find(session)
    if (generator) return generator
    throw new StudioError('INVALID_INPUT', `No generator is open under “${session}”.`, {
      safe: 'Nothing was changed.',
      next: 'Open the run’s generator again.',
    })
  }

  /** Closes a session; one that is not open is left at that. */
  async close(session: string): Promise<void> {
    const generator = this.#open.get(session)
    this.#open.delete(session)
    await generator?.close()
  }
}
