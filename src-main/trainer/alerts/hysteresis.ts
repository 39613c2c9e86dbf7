/** How long something has to be bad before it is told, and good before it is over. */
export interface Patience {
  readonly bad: number
  readonly good: number
}

/** What changed with an observation. */
export type Change = { readonly type: 'raised'; readonly since: number } | { readonly type: 'cleared' }

/** Turns observations, each bad, good or neither, into one alert that does not flap: it takes a row of bad ones, then of good ones. */
export class Hysteresis {
  readonly #patience: Patience
  #raised = false
  #row = 0
  #since = 0
  /** The step of the last observation that was not bad. */
  #fine: number

  /** @param start the step before the first observation */
  constructor(patience: Patience, start = 0) {
    this.#patience = patience
    this.#fine = start
  }

  /** The first step at which something may have been wrong already: the one that an alert of the next observation would begin at. */
  get since(): number {
    const inDoubt = this.#raised || this.#row > 0
    return inDoubt ? this.#since : this.#fine + 1
  }

  /** @param verdict `unclear` neither begins nor breaks a row @param step that of the observation */
  see(verdict: 'bad' | 'good' | 'unclear', step: number): Change | undefined {
    const before = this.#fine
    if (verdict !== 'bad') this.#fine = step
    if (verdict === 'unclear') return undefined
    const counts = this.#raised ? verdict === 'good' : verdict === 'bad'
    if (!counts) {
      this.#row = 0
      return undefined
    }
    if (this.#row === 0 && !this.#raised) this.#since = before + 1
    this.#row++
    if (this.#row < (this.#raised ? this.#patience.good : this.#patience.bad)) return undefined
    this.#row = 0
    this.#raised = !this.#raised
    return this.#raised ? { type: 'raised', since: this.#since } : { type: 'cleared' }
  }
}
