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

/** The line of a process's last words that says what went wrong: the first that names an error, else the last. */
export function headline(lastWords: string): string | undefined {
  const lines = lastWords.split('\n').map((line) => line.trim())
  const named = lines.find((line) => /^(Uncaught )?[A-Za-z]*(Error|Exception|FATAL|terminate)\b.*:/.test(line))
  return named ?? lines.filter((line) => line !== '' && !/^Node\.js v/.test(line)).at(-1)
}
