/** Where the extremes of a stretch of values are; undefined where there is none. */
export interface Landmarks {
  readonly low: number | undefined
  readonly high: number | undefined
  /** The first value that is not finite. */
  readonly gap: number | undefined
}

/** Blocks of a level that make one of the next. */
const FACTOR = 8
const NONE = 0xffff_ffff

interface Level {
  /** Values of a block. */
  readonly size: number
  /** Indexes into the values by block, or `NONE`. */
  readonly low: Uint32Array
  readonly high: Uint32Array
  readonly gap: Uint32Array
}

/** The extremes found so far; mutable, because it is asked for thousands of times in a frame. */
interface Found {
  low: number
  high: number
  gap: number
}

/**
 * Finds the extremes of any stretch of a series in the time of its logarithm: a pyramid of blocks of 8, 64, 512, … values with the
 * indexes of their smallest, largest and first not finite value. Takes about 1.7 bytes a value.
 */
export class Extremes {
  readonly #levels: readonly Level[]

  /** @param values not to be changed afterwards; at most 2³² − 2 of them */
  constructor(private readonly values: Float64Array) {
    const levels: Level[] = []
    for (let size = FACTOR; size < values.length; size *= FACTOR) levels.push(this.#level(size, levels))
    this.#levels = levels
  }

  #level(size: number, below: readonly Level[]): Level {
    const blocks = Math.ceil(this.values.length / size)
    const level: Level = {
      size,
      low: new Uint32Array(blocks),
      high: new Uint32Array(blocks),
      gap: new Uint32Array(blocks),
    }
    for (let block = 0; block < blocks; block++) {
      const found: Found = { low: NONE, high: NONE, gap: NONE }
      this.#gather(found, block * size, Math.min((block + 1) * size, this.values.length), below)
      level.low[block] = found.low
      level.high[block] = found.high
      level.gap[block] = found.gap
    }
    return level
  }

  /** The extremes of the values from `start` up to and without `end`; of equal ones the first. */
  between(start: number, end: number): Landmarks {
    const found: Found = { low: NONE, high: NONE, gap: NONE }
    this.#gather(found, Math.max(0, start), Math.min(end, this.values.length), this.#levels)
    return {
      low: found.low === NONE ? undefined : found.low,
      high: found.high === NONE ? undefined : found.high,
      gap: found.gap === NONE ? undefined : found.gap,
    }
  }

  #gather(found: Found, start: number, end: number, levels: readonly Level[]): void {
    let at = start
    while (at < end) {
      // The largest block that begins here and fits. A loop, because a frame asks for tens of thousands of stretches.
      let place = levels.length - 1
      let level = levels[place]
      while (level !== undefined && (at % level.size !== 0 || at + level.size > end)) {
        place--
        level = levels[place]
      }
      if (level === undefined) {
        this.#take(found, at)
        at++
      } else {
        this.#takeKnown(found, level, at / level.size)
        at += level.size
      }
    }
  }

  #takeKnown(found: Found, { low, high, gap }: Level, block: number): void {
    const [first, last, hole] = [low[block] ?? NONE, high[block] ?? NONE, gap[block] ?? NONE]
    if (found.gap === NONE) found.gap = hole
    if (first !== NONE) this.#take(found, first)
    if (last !== NONE) this.#take(found, last)
  }

  #take(found: Found, index: number): void {
    const value = this.values[index] ?? Number.NaN
    if (!Number.isFinite(value)) {
      if (found.gap === NONE) found.gap = index
      return
    }
    if (found.low === NONE || value < (this.values[found.low] ?? Number.NaN)) found.low = index
    if (found.high === NONE || value > (this.values[found.high] ?? Number.NaN)) found.high = index
  }
}
