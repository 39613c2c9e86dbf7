/** What comes from outside of the page, until the page takes it: files that the system hands over, what is chosen in the menu. */
export class Waiting<T> {
  readonly #waiting: T[] = []
  #wake: () => void = () => undefined

  add(...items: readonly T[]): void {
    this.#waiting.push(...items)
    this.#wake()
  }

  /** Each item as it comes, to the newest reader; ends with the signal. */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    const wake = () => this.#wake()
    signal?.addEventListener('abort', wake)
    try {
      while (!signal?.aborted) {
        const item = this.#waiting.shift()
        if (item !== undefined) yield item
        else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
        }
      }
    } finally {
      signal?.removeEventListener('abort', wake)
    }
  }
}
