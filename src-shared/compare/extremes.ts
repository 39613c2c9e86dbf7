/** Where the extremes of a stretch of values are; undefined where there is none. */
export interface Landmarks {
  readonly low: number | undefined
  readonly high: number | undefined
  /** The first value that is not finite. */
  readonly gap: number | undefined
}

/** Blocks of a level that make one of the next. */
const FACTOR = 16
/** Values up to which a stretch is read from end to end: blocks would take longer. */
const SHORT = 64
const NONE = 0xffff_ffff

interface Level {
  /** Values of a block. */
  readonly size: number
  /** Indexes into the values by block, or `NONE`. */
  readonly low: Uint32Array
  readonly high: Uint32Array
  readonly gap: Uint32Array
}

/**
 * Finds the extremes of any stretch of a series in the time of its logarithm: a pyramid of blocks of 16, 256, 4,096, … values with
 * the indexes of their smallest, largest and first not finite value. Takes about 0.8 bytes a value. It is built when a long stretch is
 * asked for a second time: a line that is drawn once, as while a slider is moved, is read once and no more.
 */
export class Extremes {
  #levels: readonly Level[] | undefined
  #asked = false
  // What was found; fields, because it is asked for hundreds of thousands of times in a frame.
  #low = NONE
  #high = NONE
  #gap = NONE
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  /** @param values not to be changed afterwards; at most 2³² − 2 of them */
  constructor(private readonly values: Float64Array) {}

  #build(): readonly Level[] {
    const levels: Level[] = []
    for (let size = FACTOR; size < this.values.length; size *= FACTOR) levels.push(this.#level(size, levels.at(-1)))
    return levels
  }

  /** Index of the smallest finite value of the last `seek`, of equal ones the first; negative for none. */
  get low(): number {
    return this.#low === NONE ? -1 : this.#low
  }

  /** Index of the largest finite value of the last `seek`; negative for none. */
  get high(): number {
    return this.#high === NONE ? -1 : this.#high
  }

  /** Index of the first value of the last `seek` that is not finite; negative for none. */
  get gap(): number {
    return this.#gap === NONE ? -1 : this.#gap
  }

  #level(size: number, below: Level | undefined): Level {
    const { length } = this.values
    const blocks = Math.ceil(length / size)
    const [low, high, gap] = [new Uint32Array(blocks), new Uint32Array(blocks), new Uint32Array(blocks)]
    for (let block = 0; block < blocks; block++) {
      this.#forget()
      if (below === undefined) this.#read(block * size, Math.min((block + 1) * size, length))
      else this.#merge(below, block * FACTOR, Math.min((block + 1) * FACTOR, below.low.length))
      low[block] = this.#low
      high[block] = this.#high
      gap[block] = this.#gap
    }
    return { size, low, high, gap }
  }

  /** The extremes of the values from `start` up to and without `end`; of equal ones the first. */
  between(start: number, end: number): Landmarks {
    this.seek(Math.max(0, start), Math.min(end, this.values.length))
    return {
      low: this.#low === NONE ? undefined : this.#low,
      high: this.#high === NONE ? undefined : this.#high,
      gap: this.#gap === NONE ? undefined : this.#gap,
    }
  }

  /** Finds the same and leaves it in `low`, `high` and `gap`. @param start at least 0 @param end at most how many values there are */
  seek(start: number, end: number): void {
    const long = end - start > SHORT
    if (long && this.#asked) this.#levels ??= this.#build()
    this.#forget()
    if (!long || this.#levels === undefined) {
      this.#asked ||= long
      this.#read(start, end)
      return
    }
    const levels = this.#levels
    let at = start
    while (at < end) {
      let place = levels.length - 1
      let level = levels[place]
      while (level !== undefined && (at % level.size !== 0 || at + level.size > end)) {
        place--
        level = levels[place]
      }
      if (level === undefined) {
        const next = Math.min(end, (Math.floor(at / FACTOR) + 1) * FACTOR)
        this.#read(at, next)
        at = next
      } else {
        const block = at / level.size
        this.#merge(level, block, block + 1)
        at += level.size
      }
    }
  }

  #forget(): void {
    this.#low = NONE
    this.#high = NONE
    this.#gap = NONE
    this.#min = Number.POSITIVE_INFINITY
    this.#max = Number.NEGATIVE_INFINITY
  }

  #read(start: number, end: number): void {
    const { values } = this
    let low = this.#low
    let high = this.#high
    let min = this.#min
    let max = this.#max
    for (let index = start; index < end; index++) {
      const value = values[index] ?? Number.NaN
      // Only what is finite gives 0.
      if (value - value !== 0) {
        if (this.#gap === NONE) this.#gap = index
        continue
      }
      if (value < min) {
        min = value
        low = index
      }
      if (value > max) {
        max = value
        high = index
      }
    }
    this.#low = low
    this.#high = high
    this.#min = min
    this.#max = max
  }

  #merge({ low, high, gap }: Level, from: number, to: number): void {
    const { values } = this
    for (let block = from; block < to; block++) {
      const [first, last] = [low[block] ?? NONE, high[block] ?? NONE]
      if (this.#gap === NONE) this.#gap = gap[block] ?? NONE
      if (first === NONE) continue
      const [least, most] = [values[first] ?? Number.NaN, values[last] ?? Number.NaN]
      if (least < this.#min) {
        this.#min = least
        this.#low = first
      }
      if (most > this.#max) {
        this.#max = most
        this.#high = last
      }
    }
  }
}
