import type { ImportProgress } from '@shared/datasets/import'

/** Seconds between two reports. */
const interval = 0.2

/** Counts the images of a stage and tells of it now and then, with rate and time left. */
export class ProgressMeter {
  readonly #tell: (progress: ImportProgress) => void
  readonly #now: () => number
  #stage: ImportProgress['stage'] = 'listing'
  #total = 0
  #done = 0
  #skipped = 0
  #resumed = 0
  #begun = 0
  #told = Number.NEGATIVE_INFINITY

  /** @param now milliseconds */
  constructor(tell: (progress: ImportProgress) => void, now: () => number) {
    this.#tell = tell
    this.#now = now
    this.#begun = now()
  }

  /** Begins a stage; `resumed` of its images are done already. */
  begin(stage: ImportProgress['stage'], total: number, resumed = 0): void {
    this.#stage = stage
    this.#total = total
    this.#resumed = resumed
    this.#done = resumed
    this.#begun = this.#now()
    this.#report()
  }

  add(images: number, skipped = 0): void {
    this.#done += images
    this.#skipped += skipped
    if (this.#now() - this.#told >= interval * 1000) this.#report()
  }

  #report(): void {
    this.#told = this.#now()
    const seconds = (this.#told - this.#begun) / 1000
    const rate = seconds > 0 && this.#done > this.#resumed ? (this.#done - this.#resumed) / seconds : null
    this.#tell({
      stage: this.#stage,
      done: Math.min(this.#done, this.#total),
      total: this.#total,
      skipped: this.#skipped,
      resumed: this.#resumed,
      imagesPerSecond: rate,
      secondsLeft: rate === null ? null : Math.max(0, this.#total - this.#done) / rate,
    })
  }
}
