const limit = 4_000

/** Keeps the last few thousand characters of what a process says. */
export class Tail {
  #text = ''

  add(text: string): void {
    this.#text = (this.#text + text).slice(-limit)
  }

  text(): string {
    return this.#text.trim()
  }
}
