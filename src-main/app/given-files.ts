import { isAbsolute, resolve } from 'node:path'
import { projectEnding } from '@shared/projects/travel'

/** The project files among the words of a command line; relative ones are of `folder`. */
export const projectFilesIn = (words: readonly string[], folder: string): string[] =>
  words
    .filter((word) => !word.startsWith('-') && word.toLowerCase().endsWith(projectEnding))
    .map((word) => (isAbsolute(word) ? word : resolve(folder, word)))

/** Files that the system hands to the studio, a double click on one for example, until a page takes them. */
export class GivenFiles {
  readonly #waiting: string[] = []
  #wake: () => void = () => undefined

  add(files: readonly string[]): void {
    this.#waiting.push(...files)
    this.#wake()
  }

  /** Each file as it comes, to the newest reader; ends with the signal. */
  async *read(signal?: AbortSignal): AsyncGenerator<string, void, void> {
    const wake = () => this.#wake()
    signal?.addEventListener('abort', wake)
    try {
      while (!signal?.aborted) {
        const file = this.#waiting.shift()
        if (file !== undefined) yield file
        else {
          await new Promise<void>((resolveWait) => {
            this.#wake = resolveWait
          })
        }
      }
    } finally {
      signal?.removeEventListener('abort', wake)
    }
  }
}
