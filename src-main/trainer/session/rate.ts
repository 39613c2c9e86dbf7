/** Seconds after which a step's weight in the rate has fallen to 1/e. */
const MEMORY_SECONDS = 5
/** No rate is told before it rests on so many seconds. */
const MINIMUM_SECONDS = 0.5

/** Images per second, smoothed: an exponentially weighted mean over time that starts without a bias. */
export class Rate {
  #images = 0
  #seconds = 0
  #measured = 0

  add(images: number, seconds: number): void {
    const kept = Math.exp(-seconds / MEMORY_SECONDS)
    this.#images = this.#images * kept + images
    this.#seconds = this.#seconds * kept + seconds
    this.#measured += seconds
  }

  /** Null until it is known. */
  get imagesPerSecond(): number | null {
    return this.#measured < MINIMUM_SECONDS ? null : this.#images / this.#seconds
  }
}
