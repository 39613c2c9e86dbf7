/** What the session is wanted to do: `abandon` ends it without saving, because nobody listens any more. */
export type Wish = 'run' | 'pause' | 'stop' | 'abandon'

/** How a run is steered from outside. Wishes take effect after the step in progress. */
export class Control {
  #wish: Wish = 'run'
  #waiting: (() => void)[] = []

  get wish(): Wish {
    return this.#wish
  }

  /** A wish to stop or abandon is final, but for stop becoming abandon. */
  want(wish: Wish): void {
    if (this.#wish === 'abandon' || (this.#wish === 'stop' && wish !== 'abandon')) return
    this.#wish = wish
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Answers with the wish once it is not `pause`. */
  async afterPause(): Promise<Exclude<Wish, 'pause'>> {
    for (;;) {
      if (this.#wish !== 'pause') return this.#wish
      await new Promise<void>((wake) => this.#waiting.push(wake))
    }
  }
}
