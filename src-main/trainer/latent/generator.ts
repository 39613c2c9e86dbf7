import type { ImageShape, Latent } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { LatentDirections } from '@shared/latent/direction'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { Weights } from '@shared/latent/weights'
import type { RunConfig } from '@shared/runs/config'
import { stateOf } from '../checkpoint/snapshot-tensors'
import type { CheckpointContent } from '../checkpoint/store'
import type { Arrays, Engine, Executor, Program } from '../compute/engine'
import { CODES } from '../program/decoding'
import { type Sampler, samplerOf } from '../program/samplers'
import { drawSamples } from '../session/samples'
import { directionsOf, takesLatents } from './directions'

/** Programs have a fixed count: one for single pictures, which a slider asks for, and one for many. */
const BATCH = 16

const nothingChanged = 'Nothing was changed.'
const noAverage = (): StudioError =>
  new StudioError('WRONG_STATE', 'This run keeps no average of its weights.', {
    safe: nothingChanged,
    next: 'Draw with the weights as they were trained.',
  })
const noEncoder = (): StudioError =>
  new StudioError('WRONG_STATE', 'This model has no encoder.', {
    safe: nothingChanged,
    next: 'Take a model with an encoder, or seek the latents of images by optimisation.',
  })

/** What makes images of latents in a checkpoint, ready to draw: its generator, or its decoder. */
export class LoadedGenerator {
  readonly step: number
  readonly latent: Latent
  readonly image: ImageShape
  /** The run's. */
  readonly config: RunConfig
  readonly epoch: number
  /** Which weights it draws with. */
  readonly weights: Weights
  /** Whether the run keeps an average of its weights, so that there is a choice. */
  readonly keepsAverage: boolean
  readonly #content: CheckpointContent
  readonly #sampler: Sampler
  readonly #engine: Engine
  readonly #batch: number
  readonly #executors = new Map<number, Promise<Executor>>()
  /** Settles after everything that was asked for so far: executors must not overlap. */
  #last: Promise<unknown> = Promise.resolve()

  /**
   * @param weights which weights it draws with; with null those that the run draws its samples with
   * @throws StudioError `WRONG_STATE` for a family without a latent space, or where a run without an average is to draw with one
   */
  constructor(
    content: CheckpointContent,
    config: RunConfig,
    engine: Engine,
    { batch = BATCH, weights = null }: { readonly batch?: number | undefined; readonly weights?: Weights | null } = {},
  ) {
    this.#batch = batch
    this.config = config
    this.step = content.manifest.step
    this.epoch = content.manifest.epoch
    this.#sampler = samplerOf(config)
    const { average } = this.#sampler
    this.keepsAverage = average !== 'none'
    this.weights = weights ?? (average === 'drawn' ? 'averaged' : 'trained')
    if (this.weights === 'averaged' && !this.keepsAverage) throw noAverage()
    this.latent = this.#sampler.latent
    this.image = this.#sampler.image
    this.#content = content
    this.#engine = engine
  }

  /** How many classes its networks take labels of; undefined for none. */
  get classes(): number | undefined {
    return this.#sampler.classes
  }

  /** Whether every latent of the prior has an image; a plain autoencoder's latents lie anywhere. */
  get fillsPrior(): boolean {
    return this.#sampler.fillsPrior
  }

  /** Whether it has an encoder, which makes latents of images. */
  get encodes(): boolean {
    return this.#sampler.encoder !== undefined
  }

  /** The latents of images of bytes, one after the other. @throws StudioError `WRONG_STATE` where there is no encoder */
  async encode(images: Uint8Array): Promise<Float32Array> {
    const { height, width, channels } = this.image
    const bytes = height * width * channels
    const count = images.length / bytes
    const program = this.#sampler.encoder?.(Math.min(count, this.#batch))
    if (program === undefined) throw noEncoder()
    const names = program.state.map(({ name }) => name)
    const executor = await this.prepare(program, stateOf(this.#content.snapshot, names))
    try {
      const feed = executor.feeds[CODES]?.['real']
      if (!(feed instanceof Uint8Array)) throw new Error('the encoder takes no images')
      const latents = new Float32Array(count * this.latent.size)
      for (let first = 0; first < images.length; first += feed.length) {
        const taken = images.subarray(first, first + feed.length)
        feed.fill(0)
        feed.set(taken)
        const codes = await executor.infer(CODES)
        const size = (taken.length / bytes) * this.latent.size
        latents.set(codes.subarray(0, size), (first / bytes) * this.latent.size)
      }
      return latents
    } finally {
      executor.dispose()
    }
  }

  /** Makes another program about its networks ready on its engine; the caller disposes of it. */
  prepare(program: Program, state: Arrays): Promise<Executor> {
    return this.#engine.prepare(program, state)
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
   * @param label the class of all of them, or a blend of two, where the networks take any; null takes the classes in turn
   */
  draw(latents: Float32Array, label: DrawnClass | null = null): Promise<Float32Array> {
    return this.#inTurn(async () => {
      const [size, pixels] = [this.latent.size, this.image.height * this.image.width * this.image.channels]
      const count = latents.length / size
      const { classes } = this.#sampler
      const classFrom = (first: number) => (row: number) => label ?? first + row
      const executor = await this.#executor(count === 1 ? 1 : this.#batch)
      if (count === 1) return drawSamples(executor, latents, { classes, classOf: classFrom(0) })
      const values = new Float32Array(count * pixels)
      const batch = new Float32Array(this.#batch * size)
      for (let done = 0; done < count; done += this.#batch) {
        const taken = Math.min(this.#batch, count - done)
        batch.fill(0)
        batch.set(latents.subarray(done * size, (done + taken) * size))
        const drawn = await drawSamples(executor, batch, { classes, classOf: classFrom(done) })
        values.set(drawn.subarray(0, taken * pixels), done * pixels)
      }
      return values
    })
  }

  /** What computes `count` images: a program with the inference `samples`, and the values of its state. */
  network(count: number): { readonly program: Program; readonly state: Arrays } {
    const program = this.#sampler.program(count)
    const names = program.state.map(({ name }) => name)
    return { program, state: this.#sampler.stateOf(this.#content.snapshot, names, this.weights === 'averaged') }
  }

  /** The principal directions of its first layer, see `directionsOf`. */
  directions(): LatentDirections {
    const { program, state } = this.network(1)
    const network = Object.values(this.config.architecture.networks).find(takesLatents)
    return network === undefined ? [] : directionsOf(network, program.state, state, this.latent.size)
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
