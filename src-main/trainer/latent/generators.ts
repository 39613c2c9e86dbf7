import { basename } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { Weights } from '@shared/latent/weights'
import { type RunConfig, StoredConfig } from '@shared/runs/config'
import { type CheckpointContent, loadCheckpoint } from '../checkpoint/store'
import type { Engine } from '../compute/engine'
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
   * @param options pictures that are drawn at once where many are wanted, and the weights they are drawn with
   * @throws StudioError `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `ENGINE_UNAVAILABLE`, `WRONG_STATE` for a family without a latent space
   */
  async load(
    checkpoint: string,
    options: { readonly batch?: number; readonly weights?: Weights | null } = {},
  ): Promise<LoadedGenerator> {
    const { content, config, engine } = await this.read(checkpoint)
    return new LoadedGenerator(content, config, engine, options)
  }

  /**
   * A checkpoint folder with its run's config, and the engine that computes with it.
   * @throws StudioError `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `ENGINE_UNAVAILABLE`, `WRONG_STATE` for a config of another version
   */
  async read(checkpoint: string): Promise<{ content: CheckpointContent; config: RunConfig; engine: Engine }> {
    const content = await loadCheckpoint(this.#disk, checkpoint)
    const config = StoredConfig.safeParse(content.manifest.config)
    if (!config.success) throw notOfThisVersion(basename(checkpoint))
    return { content, config: config.data, engine: await this.#chooseEngine(config.data.engine) }
  }

  /**
   * Loads the generator of a checkpoint folder; one that had the session before is closed.
   * @throws StudioError `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `ENGINE_UNAVAILABLE`
   */
  async open(session: string, checkpoint: string, weights: Weights | null = null): Promise<LoadedGenerator> {
    const generator = await this.load(checkpoint, { weights })
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
