import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { ImportSource } from '@shared/contract/datasets'
import { StudioError } from '@shared/contract/errors'

/** Paths that a person pointed at, under names that the page may know. */
export class Sources {
  readonly #paths = new Map<string, string>()
  readonly #names = new Map<string, string>()

  /** Keeps a path; the same one has the same name. */
  add(path: string): ImportSource {
    const source = this.#names.get(path) ?? randomUUID()
    this.#paths.set(source, path)
    this.#names.set(path, source)
    return { source, name: basename(path) }
  }

  /** @throws StudioError `INVALID_INPUT` */
  path(source: string): string {
    const path = this.#paths.get(source)
    if (path !== undefined) return path
    throw new StudioError('INVALID_INPUT', 'What was chosen is no longer known', {
      safe: 'Nothing has been changed.',
      next: 'Choose or drop it again.',
    })
  }
}
