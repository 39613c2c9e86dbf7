import { ShuffledOrder } from './order'

/**
 * The order of the images of one class: a new permutation each time that all its whole batches were taken, which follows from seed,
 * class and place alone.
 */
export class ClassOrder {
  readonly #places: Uint32Array
  readonly #order: ShuffledOrder
  readonly #taken: Uint32Array

  /** @param labelOf of the image at a place @throws RangeError where the class does not fill a batch */
  constructor(
    seed: number,
    count: number,
    labelOf: (index: number) => number,
    readonly of: number,
    private readonly batchSize: number,
  ) {
    this.#places = Uint32Array.from({ length: count }, (_, i) => i).filter((index) => labelOf(index) === of)
    if (this.#places.length < batchSize) {
      throw new RangeError(`the class ${of} has ${this.#places.length} images, and a batch ${batchSize}`)
    }
    this.#order = new ShuffledOrder(seed, this.#places.length, `shuffle/class-${of}`)
    this.#taken = new Uint32Array(batchSize)
  }

  /** The indices of a batch, valid until the next call. @param batch how many of the class came before it in the run */
  indices(batch: number): Uint32Array {
    const { batchSize } = this
    const perEpoch = Math.floor(this.#places.length / batchSize)
    const at = { epoch: Math.floor(batch / perEpoch), batch: batch % perEpoch }
    for (const [i, place] of this.#order.indices(at, batchSize).entries()) this.#taken[i] = this.#places[place] ?? 0
    return this.#taken
  }
}
