import type { FeedArrays } from '../compute/engine'
import { UpdateFiller } from './fill'
import { openImages } from './images'
import { type FeedPlan, UpdateCursor } from './plan'

/** The feeds of a run's updates, in the order of the updates. */
export interface Feeds {
  /**
   * Puts the feeds of the next update into the buffers of its phase; resolves, or is done at once, when they are there.
   * @throws StudioError `DATASET_DAMAGED` where images cannot be read any more
   */
  next(buffers: FeedArrays): Promise<void> | undefined
  close(): void
}

/**
 * Opens the feeds of a run from a step on.
 * @param firstStep completed steps before the first update
 * @throws StudioError `DATASET_DAMAGED`
 */
export type FeedsOpener = (plan: FeedPlan, firstStep: number) => Promise<Feeds>

/** The feeds of a run whose plan can be changed between two steps. */
export class RunFeeds implements Feeds {
  #open: Feeds

  private constructor(
    private readonly opener: FeedsOpener,
    first: Feeds,
  ) {
    this.#open = first
  }

  /** @param firstStep completed steps before the first update @throws StudioError `DATASET_DAMAGED` */
  static async open(opener: FeedsOpener, plan: FeedPlan, firstStep: number): Promise<RunFeeds> {
    return new RunFeeds(opener, await opener(plan, firstStep))
  }

  /** Goes on with another plan; what was made ahead is thrown away. @throws StudioError `DATASET_DAMAGED` */
  async turn(plan: FeedPlan, firstStep: number): Promise<void> {
    this.#open.close()
    this.#open = await this.opener(plan, firstStep)
  }

  next(buffers: FeedArrays): Promise<void> | undefined {
    return this.#open.next(buffers)
  }

  close(): void {
    this.#open.close()
  }
}

/** Feeds that are made when they are asked for, on the thread that asks. */
export const openInlineFeeds: FeedsOpener = async (plan, firstStep) => {
  const images = openImages(plan.images)
  const filler = new UpdateFiller(plan, images)
  const cursor = new UpdateCursor(plan.phases, firstStep)
  return {
    next(buffers) {
      filler.fill(cursor, buffers)
      cursor.advance()
      return undefined
    },
    close: () => images.close(),
  }
}
