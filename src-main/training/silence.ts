/** When a trainer that gives no sign of life counts as hung. */
export interface SilenceLimits {
  /** Milliseconds between two looks. */
  readonly every: number
  /** Looks in a row without a sign. */
  readonly looks: number
}

/**
 * Two minutes, far more than one blocking call of any engine takes. Looks are counted, not time: a computer that slept has
 * not been silent, and a studio that was busy has not looked.
 */
export const defaultSilence: SilenceLimits = { every: 10_000, looks: 12 }

/** The part of a process that is watched. */
export interface Living {
  /** Grows with every sign of life. */
  readonly signs: number
}

/** Counts looks without a sign of life. */
export class SilenceWatch {
  #seen: number
  #silent = 0

  constructor(
    private readonly living: Living,
    private readonly looks: number,
  ) {
    this.#seen = living.signs
  }

  /** Looks once; answers whether the process counts as hung. */
  look(): boolean {
    const { signs } = this.living
    this.#silent = signs === this.#seen ? this.#silent + 1 : 0
    this.#seen = signs
    return this.#silent >= this.looks
  }
}

/** Looks now and then until it is stopped, and tells once when the process counts as hung. Answers with what stops it. */
export function watchSilence(
  living: Living,
  { every, looks }: SilenceLimits,
  onHung: (seconds: number) => void,
): () => void {
  const watch = new SilenceWatch(living, looks)
  const timer = setInterval(() => {
    if (!watch.look()) return
    clearInterval(timer)
    onHung(Math.round((every * looks) / 1000))
  }, every)
  timer.unref()
  return () => clearInterval(timer)
}
