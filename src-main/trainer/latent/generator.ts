import type { ArchitectureSpec, ImageShape, Latent } from '@shared/architecture/spec'
import type { RunConfig } from '@shared/runs/config'
import { stateOf } from '../checkpoint/snapshot-tensors'
import type { CheckpointContent } from '../checkpoint/store'
import type { Arrays, Engine, Executor, Program } from '../compute/engine'
import { averagedStateOf } from '../program/average'
import { buildGenerator } from '../program/build'
import { drawSamples } from '../session/samples'

/** Programs have a fixed count: one for single pictures, which a slider asks for, and one for many. */
const BATCH = 16

/** A checkpoint's generator, ready to draw. */
export class LoadedGenerator {
  readonly step: number
  readonly latent: Latent
  readonly image: ImageShape
  /** The run's. */
  readonly config: RunConfig
  readonly epoch: number
  readonly #content: CheckpointContent
  readonly #architecture: ArchitectureSpec
  readonly #averaged: boolean
  readonly #engine: Engine
  readonly #batch: number
  readonly #executors = new Map<number, Promise<Executor>>()
  /** Settles after everything that was asked for so far: executors must not overlap. */
  #last: Promise<unknown> = Promise.resolve()

  /** @param config the run's: where it draws samples with averaged weights, so does this */
  constructor(content: CheckpointContent, config: RunConfig, engine: Engine, batch = BATCH) {
    const { architecture, generatorAverage } = config
    this.#batch = batch
    this.config = config
    this.step = content.manifest.step
    this.epoch = content.manifest.epoch
    this.#averaged = generatorAverage?.samples === true
    this.#architecture = architecture
    this.latent = architecture.latent
    this.image = architecture.image
    this.#content = content
    this.#engine = engine
  }

  /** Compiles for single pictures, so that the first one comes at once. */
  warm(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#executor(1)
    })
  }

  /**
   * The images of latents, one after the other: values in [−1, 1], NHWC. Calls are answered in their order.
   * @param latents any number of latents, at least one
   */
  draw(latents: Float32Array): Promise<Float32Array> {
    return this.#inTurn(async () => {
      const [size, pixels] = [this.latent.size, this.image.height * this.image.width * this.image.channels]
      const count = latents.length / size
      const { classes } = this.#architecture
      const executor = await this.#executor(count === 1 ? 1 : this.#batch)
      if (count === 1) return drawSamples(executor, latents, { classes })
      const values = new Float32Array(count * pixels)
      const batch = new Float32Array(this.#batch * size)
      for (let done = 0; done < count; done += this.#batch) {
        const taken = Math.min(this.#batch, count - done)
        batch.fill(0)
        batch.set(latents.subarray(done * size, (done + taken) * size))
        const drawn = await drawSamples(executor, batch, { classes })
        values.set(drawn.subarray(0, taken * pixels), done * pixels)
      }
      return values
    })
  }

  /** What computes `count` images: a program with the inference `samples`, and the values of its state. */
  network(count: number): { readonly program: Program; readonly state: Arrays } {
    const program = buildGenerator(this.#architecture, count)
    const names = program.state.map(({ name }) => name)
    const state = this.#averaged
      ? averagedStateOf(this.#content.snapshot, names)
      : stateOf(this.#content.snapshot, names)
    return { program, state }
  }

  /** Frees what it holds, after what is being drawn. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      for (const executor of this.#executors.values()) (await executor).dispose()
      this.#executors.clear()
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #executor(count: number): Promise<Executor> {
    const known = this.#executors.get(count)
    if (known) return known
    const { program, state } = this.network(count)
    const executor = this.#engine.prepare(program, state)
    this.#executors.set(count, executor)
    // One that could not be prepared is tried again the next time.
    executor.catch(() => this.#executors.delete(count))
    return executor
  }
}
