import { stream } from '@shared/random/generator'
import { positionAt } from '@shared/runs/stretch'
import { flipImages } from '../augment-draws'
import type { FeedArrays } from '../compute/engine'
import { fillNoise } from '../noise'
import { fillOneHot } from '../one-hot'
import { ClassOrder } from './class-order'
import type { ImageSource } from './images'
import { ShuffledOrder } from './order'
import { type FeedPlan, type UpdateCursor, updatesBefore } from './plan'

/** Fills the feeds of updates, each from its position in the run alone. */
export class UpdateFiller {
  readonly #order: ShuffledOrder
  readonly #ofClass = new Map<number, ClassOrder>()

  constructor(
    private readonly plan: FeedPlan,
    private readonly images: ImageSource,
  ) {
    this.#order = new ShuffledOrder(plan.seed, images.count)
  }

  #indices(done: number, update: number): Uint32Array {
    const { epoch, batch } = positionAt(this.plan.stretch, done)
    return this.#order.indices({ epoch, batch: batch + update }, this.plan.batchSize)
  }

  #classOrder(of: number): ClassOrder {
    const { seed, batchSize } = this.plan
    const { count } = this.images
    const order = this.#ofClass.get(of) ?? new ClassOrder(seed, count, (i) => this.images.labelOf(i), of, batchSize)
    this.#ofClass.set(of, order)
    return order
  }

  /**
   * @param out the buffers of the update's phase, by feed name
   * @throws StudioError `DATASET_DAMAGED`
   */
  fill({ phase, done, update }: Pick<UpdateCursor, 'phase' | 'done' | 'update'>, out: FeedArrays): void {
    const { seed, stretch, phases } = this.plan
    const position = updatesBefore(phase, stretch, done, update)
    for (const { name, source, shape } of phase.feeds) {
      if (source.type !== 'images' && source.type !== 'labels') continue
      const buffer = out[name]
      const indices =
        source.type === 'images' && source.ofClass !== undefined
          ? this.#classOrder(source.ofClass).indices(
              stretch.taken + (done - stretch.from) * stretch.batchesPerStep + update,
            )
          : this.#indices(done, update)
      if (source.type === 'images') {
        if (!(buffer instanceof Uint8Array)) throw new Error(`The feed “${name}” of ${phase.name} has no uint8 buffer`)
        this.images.copy(indices, buffer)
        if (source.flip) {
          const [, height = 1, width = 1, channels = 1] = shape
          const generator = stream(seed, `${phase.name}/${name}/flip`, position)
          flipImages(buffer, [height, width, channels], generator)
        }
      } else {
        if (!(buffer instanceof Float32Array))
          throw new Error(`The feed “${name}” of ${phase.name} has no float32 buffer`)
        fillOneHot(buffer, shape[1] ?? 1, (row) => this.images.labelOf(indices[row] ?? 0))
      }
    }
    const lastOf = (name: string) => {
      const other = phases.find((one) => one.name === name) ?? phase
      return updatesBefore(other, stretch, done, other.updates - 1)
    }
    fillNoise(phase, out, { seed, update: position, lastOf, elapsed: done * phase.updates + update })
  }
}
