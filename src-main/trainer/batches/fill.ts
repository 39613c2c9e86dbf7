import type { FeedArrays } from '../compute/engine'
import { fillNoise } from '../noise'
import type { ImageSource } from './images'
import { batchPosition, ShuffledOrder } from './order'
import type { FeedPlan, UpdateCursor } from './plan'

/** Fills the feeds of updates, each from its position in the run alone. */
export class UpdateFiller {
  readonly #order: ShuffledOrder

  constructor(
    private readonly plan: FeedPlan,
    private readonly images: ImageSource,
  ) {
    this.#order = new ShuffledOrder(plan.seed, images.count)
  }

  /**
   * @param out the buffers of the update's phase, by feed name
   * @throws StudioError `DATASET_DAMAGED`
   */
  fill({ phase, done, update }: Pick<UpdateCursor, 'phase' | 'done' | 'update'>, out: FeedArrays): void {
    const { seed, prior, batchSize } = this.plan
    for (const { name, source } of phase.feeds) {
      if (source.type !== 'images') continue
      const buffer = out[name]
      if (!(buffer instanceof Uint8Array)) throw new Error(`The feed “${name}” of ${phase.name} has no uint8 buffer`)
      this.images.copy(this.#order.indices(batchPosition(this.plan, done, update), batchSize), buffer)
    }
    fillNoise(phase, out, { seed, prior, update: done * phase.updates + update })
  }
}
