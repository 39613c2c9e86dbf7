import type { TrainRequest } from '@shared/contract/trainer'
import type { TrainerEvent } from '@shared/runs/events'
import { configHash } from '../checkpoint/manifest'
import { checkpointName, checkpointsFolder } from '../checkpoint/store'
import { AttackMeter } from './attacks'
import type { Clock } from './clock'
import type { Ledger } from './ledger'
import { PictureArtist } from './pictures'
import type { PreparedRun } from './prepare'
import { SaveQueue } from './save-queue'
import type { Saver } from './saves'

/** Keeps samples and checkpoints of a run: copies what is to be kept, and saves it while the run goes on. */
export class Keeper {
  readonly queue: SaveQueue
  readonly #artist: PictureArtist
  readonly #meter: AttackMeter | undefined
  /** The step of the newest checkpoint on the disk that this session made or came from. */
  #savedStep: number | undefined
  #savedSeconds: number

  constructor(
    private readonly request: TrainRequest,
    private readonly run: PreparedRun,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly emit: (event: TrainerEvent) => void,
    saver: Saver,
    private readonly doubts: () => readonly number[],
  ) {
    this.queue = new SaveQueue(saver)
    this.#artist = new PictureArtist(request, run.executor)
    const { config, heldOut } = request
    if (config.family === 'classifier' && heldOut !== null) this.#meter = new AttackMeter(config, heldOut, run.executor)
    this.#savedStep = run.from?.step
    this.#savedSeconds = ledger.trainingSeconds
  }

  get savedStep(): number | undefined {
    return this.#savedStep
  }

  /** Seconds of training since the last checkpoint that was asked for. */
  get unsavedSeconds(): number {
    return this.ledger.trainingSeconds - this.#savedSeconds
  }

  /** Draws the pictures of the run's progress and puts them into the queue; what is measured with them is told at once. */
  async keepSample(): Promise<void> {
    const { image } = this.request.config.architecture
    const { step, epoch } = this.ledger.progress
    const pictures = await this.#artist.draw(step)
    this.ledger.flush()
    if (this.#meter !== undefined) this.emit({ type: 'robustness', result: await this.#meter.measure(step) })
    const job = { type: 'sample', step, image, pictures } as const
    await this.queue.add(job, () => this.emit({ type: 'sample', sample: { step, epoch } }))
  }

  /** Keeps the last checkpoint before a step from being replaced, after the saves that are under way. */
  pinBefore(step: number): void {
    const job = { type: 'pin', step, folder: checkpointsFolder(this.request.directory) } as const
    // A run need not wait for it: where the disk refuses, the queue's problem tells.
    void this.queue.add(job, () => undefined)
  }

  /** Copies the state and puts it into the queue. Every step has to be recorded. */
  async keepCheckpoint(): Promise<void> {
    const { config, directory, run } = this.request
    const { program, executor, engine, plan, course } = this.run
    // Main should know every value up to the checkpoint, even if this process ends right after the save.
    this.ledger.flush()
    const { course: done } = this.ledger
    const { step, epoch } = done
    const created = this.clock.now()
    this.#savedSeconds = done.trainingSeconds
    await this.queue.add(
      {
        type: 'checkpoint',
        step,
        folder: checkpointsFolder(directory),
        keeping: { keep: config.checkpoints.keep, doubts: this.doubts() },
        manifest: {
          version: 1,
          run,
          created,
          engine: engine.id,
          config,
          configHash: configHash(config),
          changes: course.changes.filter((change) => change.step < step),
          imageCount: plan.images.count,
          images: plan.images.identity,
          ...done,
        },
        snapshot: await executor.snapshot(),
        state: program.state.map(({ name, shape, trainable }) => ({ name, shape, trainable })),
      },
      ({ removed }) => {
        this.#savedStep = step
        this.emit({
          type: 'checkpoint',
          checkpoint: { name: checkpointName(step), step, epoch, created },
          removed: [...removed],
        })
      },
    )
  }
}
