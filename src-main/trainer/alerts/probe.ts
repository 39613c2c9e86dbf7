import type { PackedImages } from '@shared/contract/trainer'
import { stream } from '@shared/random/generator'
import type { RunConfig } from '@shared/runs/config'
import { openImages } from '../batches/images'
import type { Executor } from '../compute/engine'
import { drawFixedSamples } from '../session/samples'
import type { Probe } from './detectors'
import { spreadOf } from './spread'

/** Steps between two probes: each costs about as much as a generator's update. */
export const PROBE_INTERVAL = 50
/** Real images whose spread stands for the dataset's. */
const REAL_IMAGES = 256

/** The spread of real images, in units of [−1, 1]. */
function realSpread(packed: PackedImages, seed: number): number {
  const images = openImages(packed, 0)
  try {
    const count = Math.min(REAL_IMAGES, images.count)
    if (count < 2) return 0
    const random = stream(seed, 'alerts/real')
    const indices = Uint32Array.from({ length: count }, () => random.below(images.count))
    const bytes = new Uint8Array(count * images.bytesPerImage)
    images.copy(indices, bytes)
    return spreadOf(bytes, count) / 127.5
  } finally {
    images.close()
  }
}

/** Looks at a run between two steps without changing it. */
export class Prober {
  readonly #config: RunConfig
  readonly #images: PackedImages
  #real: number | undefined

  constructor(config: RunConfig, images: PackedImages) {
    this.#config = config
    this.#images = images
  }

  /** @param executor one whose feeds are still those of the last step */
  async look(executor: Executor): Promise<Probe> {
    const { gradients } = await executor.gradients('generator')
    let squares = 0
    for (const gradient of Object.values(gradients)) for (const value of gradient) squares += value * value
    return { gradient: Math.sqrt(squares), diversity: await this.#diversity(executor) }
  }

  async #diversity(executor: Executor): Promise<number | null> {
    const { seed, samples } = this.#config
    this.#real ??= realSpread(this.#images, seed)
    if (samples.count < 4 || this.#real === 0) return null
    const values = await drawFixedSamples(executor, this.#config)
    return spreadOf(values, samples.count) / this.#real
  }
}
