import { StudioError } from '@shared/contract/errors'
import { families } from '@shared/families/registry'
import type { Domain, Translation } from '@shared/latent/translation'
import type { CycleConfig } from '@shared/runs/cycle-config'
import { stateOf } from '../checkpoint/snapshot-tensors'
import type { CheckpointContent } from '../checkpoint/store'
import type { Engine, Executor } from '../compute/engine'
import { toBytes } from '../evaluation/images'
import { pictureUrl } from '../pictures/url'
import { domainFeed, translationProgram, translationsFrom } from '../program/cyclegan'
import type { Generators } from './generators'
import { levelError } from './level-error'

interface OpenTranslator {
  readonly config: CycleConfig
  readonly executor: Executor
}

async function openTranslator(
  content: CheckpointContent,
  config: CycleConfig,
  engine: Engine,
): Promise<OpenTranslator> {
  const program = translationProgram(config, 1)
  const names = program.state.map(({ name }) => name)
  return { config, executor: await engine.prepare(program, stateOf(content.snapshot, names)) }
}

/** Translates images with the generators of checkpoints; those of the last one stay loaded. */
export class Translators {
  readonly #generators: Generators
  #open: { readonly checkpoint: string; readonly translator: OpenTranslator } | undefined
  /** Settles after everything that was asked for so far: calls of an executor must not overlap. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(generators: Generators) {
    this.#generators = generators
  }

  /**
   * Translates one image of bytes, and its translation back.
   * @throws StudioError `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `WRONG_STATE` for a family that translates nothing, `INVALID_INPUT`
   */
  translate(checkpoint: string, image: Uint8Array, from: Domain): Promise<Translation> {
    const turn = this.#last.then(() => this.#translate(checkpoint, image, from))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #translate(checkpoint: string, bytes: Uint8Array, from: Domain): Promise<Translation> {
    const { config, executor } = await this.#translator(checkpoint)
    const { image } = config.architecture
    const name = translationsFrom(from)
    const feed = executor.feeds[name]?.[domainFeed(from)]
    if (!(feed instanceof Uint8Array)) throw new Error(`there is no inference ${name}`)
    if (feed.length !== bytes.length) {
      throw new StudioError('INVALID_INPUT', `The model takes images of ${image.height}×${image.width} pixels.`, {
        safe: 'Nothing was changed.',
        next: 'Bring the image to that size.',
      })
    }
    feed.set(bytes)
    const both = await executor.infer(name)
    const [there, back] = [both.subarray(0, bytes.length), both.subarray(bytes.length)]
    return {
      translated: await pictureUrl(there, image),
      back: await pictureUrl(back, image),
      error: levelError(toBytes(back), bytes),
    }
  }

  async #translator(checkpoint: string): Promise<OpenTranslator> {
    if (this.#open?.checkpoint === checkpoint) return this.#open.translator
    const { content, config, engine } = await this.#generators.read(checkpoint)
    if (config.family !== 'cyclegan') {
      throw new StudioError('WRONG_STATE', `${families[config.family].title} translates no images.`, {
        safe: 'Nothing was changed.',
        next: 'Choose a run that translates between two kinds of images.',
      })
    }
    const translator = await openTranslator(content, config, engine)
    this.#open?.translator.executor.dispose()
    this.#open = { checkpoint, translator }
    return translator
  }
}
