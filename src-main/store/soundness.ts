import { type StoredFailure, StudioError } from '@shared/contract/errors'
import type { RunningCheck, StartCheck } from './check-thread'
import { writeSoundNote } from './sound-note'
import type { Sql } from './sql'

/** What is known of an open database. `checked` is milliseconds since the epoch. */
type State =
  | { readonly type: 'sound'; readonly checked: number }
  | { readonly type: 'unchecked'; readonly start: StartCheck }
  | { readonly type: 'damaged' }

/** SQLite's usual number of pages in the log from which on it is moved into the file. */
const USUAL_LOG = 1000

function damage(file: string, problems: readonly string[]): StoredFailure {
  return {
    code: 'STORE_DAMAGED',
    message: `The database is damaged: ${file}`,
    safe: 'The file has not been changed; what is new since this start is kept in its log, beside it.',
    next: 'Start the studio again: it sets the damaged database aside and begins a new one. Restore it from a backup if there is one.',
    details: problems.join('\n'),
  }
}

/**
 * Whether an open database is sound. Until that is known its file stays as it is: everything new goes to the log beside it, which
 * is not moved into a file that was not checked or is damaged.
 */
export class Soundness {
  #state: State
  #result: Promise<StoredFailure | null> | undefined
  #running: RunningCheck | undefined
  #closed = false

  constructor(
    private readonly sql: Sql,
    state: State,
  ) {
    this.#state = state
    if (state.type === 'unchecked') sql.script('PRAGMA wal_autocheckpoint = 0')
  }

  /** Checks a database that was not checked when it was opened; null where it is sound. Rejects where it could not be checked. */
  verify(now: () => number): Promise<StoredFailure | null> {
    this.#result ??= this.#verify(now)
    return this.#result
  }

  async #verify(now: () => number): Promise<StoredFailure | null> {
    if (this.#state.type !== 'unchecked') return null
    const begun = now()
    this.#running = this.#state.start(this.sql.file)
    const problems = await this.#running.problems.catch((error: unknown) => {
      throw new StudioError('UNEXPECTED', `The database could not be checked: ${this.sql.file}`, {
        safe: 'Nothing in it was changed by the check.',
        next: 'Start the studio again: it checks the database before it opens.',
        details: String(error),
      })
    })
    if (this.#closed) return null
    if (problems.length > 0) {
      this.#state = { type: 'damaged' }
      return damage(this.sql.file, problems)
    }
    this.#state = { type: 'sound', checked: begun }
    this.sql.script(`PRAGMA wal_autocheckpoint = ${USUAL_LOG}`)
    return null
  }

  /** Closes the database, and notes that it is sound where that is known: the next start has no need to wait for a check. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    const state = this.#state
    if (state.type !== 'sound' || this.sql.damaged) {
      this.#running?.stop()
      this.sql.closeWithLog()
      return
    }
    this.sql.close()
    try {
      writeSoundNote(this.sql.file, state.checked)
    } catch {
      // Without a note the next start checks the database.
    }
  }
}
