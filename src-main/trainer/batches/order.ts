import { stream } from '@shared/random/generator'
import type { BatchPosition } from '@shared/runs/stretch'

/** The order of a dataset's images: a new permutation each epoch, which follows from seed and epoch alone. */
export class ShuffledOrder {
  readonly #seed: number
  readonly #indices: Uint32Array
  #epoch = -1

  /** @param count images in the dataset @param purpose of the stream that shuffles them */
  constructor(
    seed: number,
    count: number,
    private readonly purpose = 'shuffle',
  ) {
    this.#seed = seed
    this.#indices = new Uint32Array(count)
  }

  /** The indices of a batch: a view that is valid until another epoch is asked for. */
  indices({ epoch, batch }: BatchPosition, batchSize: number): Uint32Array {
    if (epoch !== this.#epoch) {
      for (let i = 0; i < this.#indices.length; i++) this.#indices[i] = i
      stream(this.#seed, this.purpose, epoch).shuffle(this.#indices)
      this.#epoch = epoch
    }
    const start = batch * batchSize
    if (start + batchSize > this.#indices.length) throw new RangeError(`Batch ${batch} lies beyond the epoch`)
    return this.#indices.subarray(start, start + batchSize)
  }
}
