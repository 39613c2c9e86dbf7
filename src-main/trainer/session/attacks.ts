import type { TrainRequest } from '@shared/contract/trainer'
import type { ClassifierConfig } from '@shared/runs/classifier-config'
import type { Robustness } from '@shared/runs/robustness'
import type { Executor, FeedArrays } from '../compute/engine'
import { fillOneHot } from '../one-hot'
import { classifierInferences, MEASURED_BATCH } from '../program/classifier'
import { type FixedImages, fixedImages } from './fixed-images'

/** Held-out images that accuracies under attack are measured on, at most. */
const MEASURED_IMAGES = 1000

/** Attacked images, values in [−1, 1], and what the network takes each image for before and after. */
export interface Attacks {
  readonly images: Float32Array
  readonly clean: readonly number[]
  readonly attacked: readonly number[]
}

function fill(feeds: FeedArrays, { bytes, labels }: FixedImages, classes: number): void {
  const { images: imageFeed, labels: labelFeed } = classifierInferences
  const [pixels, oneHot] = [feeds[imageFeed], feeds[labelFeed]]
  if (!(pixels instanceof Uint8Array) || !(oneHot instanceof Float32Array)) throw new Error('no feeds for an attack')
  pixels.set(bytes)
  fillOneHot(oneHot, classes, (row) => labels[row] ?? 0)
}

const largest = (values: Float32Array): number => values.indexOf(Math.max(...values))

/** Attacks images as the run's config says. @param real as many as the pictures of the run have places */
export async function attack(executor: Executor, classes: number, real: FixedImages): Promise<Attacks> {
  const { attacks } = classifierInferences
  fill(executor.feeds[attacks] ?? {}, real, classes)
  const rows = await executor.infer(attacks)
  const count = real.labels.length
  const [width, pixels] = [rows.length / count, real.bytes.length / count]
  const images = new Float32Array(count * pixels)
  const [clean, attacked]: [number[], number[]] = [[], []]
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * width, (i + 1) * width)
    images.set(row.subarray(0, pixels), i * pixels)
    clean.push(largest(row.subarray(pixels, pixels + classes)))
    attacked.push(largest(row.subarray(pixels + classes)))
  }
  return { images, clean, attacked }
}

/** Measures how a classifier does on held-out images under attack. */
export class AttackMeter {
  readonly #batches: readonly FixedImages[]
  readonly #shown: FixedImages
  readonly #count: number

  /** @throws StudioError `DATASET_DAMAGED` */
  constructor(
    private readonly config: ClassifierConfig,
    held: NonNullable<TrainRequest['heldOut']>,
    private readonly executor: Executor,
  ) {
    this.#count = Math.min(MEASURED_IMAGES, held.count)
    const starts = Array.from({ length: Math.ceil(this.#count / MEASURED_BATCH) }, (_, i) => i * MEASURED_BATCH)
    this.#batches = starts.map((start) => fixedImages(held, config.seed, MEASURED_BATCH, { start }))
    this.#shown = fixedImages(held, config.seed, config.samples.count)
  }

  /** @param step completed steps */
  async measure(step: number): Promise<Robustness> {
    const { attack: settings, architecture } = this.config
    const points: Robustness['points'] = []
    for (const epsilon of settings.curve) points.push({ epsilon, accuracy: await this.#accuracy(epsilon) })
    const { clean, attacked } = await attack(this.executor, architecture.classes, this.#shown)
    const examples = Array.from(this.#shown.labels, (label, i) => ({
      label,
      clean: clean[i] ?? 0,
      attacked: attacked[i] ?? 0,
    }))
    return { step, images: this.#count, points, examples }
  }

  async #accuracy(epsilon: number): Promise<number> {
    const { measured, epsilon: epsilonFeed } = classifierInferences
    const feeds = this.executor.feeds[measured] ?? {}
    let [right, left] = [0, this.#count]
    for (const batch of this.#batches) {
      fill(feeds, batch, this.config.architecture.classes)
      feeds[epsilonFeed]?.fill(epsilon)
      // A last batch that the images do not fill begins with them again: what comes twice does not count.
      for (const hit of (await this.executor.infer(measured)).subarray(0, left)) right += hit
      left -= MEASURED_BATCH
    }
    return right / this.#count
  }
}
