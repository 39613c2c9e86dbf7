/** Consecutive steps. Series of the same steps share one array, which nobody changes: those of many runs are of the same steps. */
export class ConsecutiveSteps {
  readonly #known = new Map<string, Float64Array>()

  /** `count` steps from `first` on. */
  of(first: number, count: number): Float64Array {
    const key = `${first} ${count}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const steps = new Float64Array(count)
    for (let index = 0; index < count; index++) steps[index] = first + index
    this.#known.set(key, steps)
    return steps
  }
}
