import { pathToFileURL } from 'node:url'
import { type ErrorCode, StudioError } from '@shared/contract/errors'
import Database from 'libsql'
import { z } from 'zod'

/** What a statement's `?` take. Flags are 0 and 1, JSON is text. */
export type SqlValue = string | number | null | Uint8Array

/** A column of JSON text that holds what `schema` describes. */
export function jsonColumn<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)
}

/** A column of a flag, 0 or 1. */
export const flagColumn = z.literal([0, 1]).transform((value) => value === 1)

/** A blob column. */
export const blobColumn = z.instanceof(ArrayBuffer)

const safeAndNext: { readonly [K in ErrorCode]?: { readonly safe: string; readonly next: string } } = {
  DISK_FULL: {
    safe: 'What was saved before is intact; this change was not made.',
    next: 'Free some space on the disk of the studio home, then try again.',
  },
  STORE_DAMAGED: {
    safe: 'Nothing has been overwritten.',
    next: 'Start the studio again: it checks the database, sets a damaged one aside and goes on.',
  },
  STUDIO_BUSY: {
    safe: 'This change was not made.',
    next: 'Close the other studio that uses this home, then try again.',
  },
}

/** SQLite result codes (sqlite.org/rescode.html) by their prefix. */
const codes: readonly (readonly [prefix: string, code: ErrorCode, what: string])[] = [
  ['SQLITE_FULL', 'DISK_FULL', 'The disk is full'],
  ['SQLITE_CORRUPT', 'STORE_DAMAGED', 'The database is damaged'],
  ['SQLITE_NOTADB', 'STORE_DAMAGED', 'The database is damaged'],
  ['SQLITE_BUSY', 'STUDIO_BUSY', 'The database is busy'],
  ['SQLITE_READONLY', 'STUDIO_BUSY', 'Another studio is using this home'],
]

function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const { code } = error
  const known = codes.find(([prefix]) => code.startsWith(prefix))
  const words = known && safeAndNext[known[1]]
  if (!known || !words) return error
  return new StudioError(known[1], `${known[2]}: ${file}`, { ...words, details: `${code}: ${error.message}` })
}

/** A connection to the database: statements are prepared once, rows are parsed, expected failures are StudioErrors. */
export class Sql {
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement<unknown[]>>()
  #depth = 0
  #damaged = false

  /**
   * @param file absolute path
   * @param access with `write` the file is created where there is none; with `read` it is never changed
   */
  constructor(
    readonly file: string,
    private readonly access: 'write' | 'read',
  ) {
    const address = access === 'write' ? file : `${pathToFileURL(file).href}?mode=ro`
    this.#database = this.#guard(() => new Database(address, { timeout: 5000 }))
  }

  #guard<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      const explained = explain(error, this.file)
      if (explained instanceof StudioError && explained.code === 'STORE_DAMAGED') this.#damaged = true
      throw explained
    }
  }

  /** Whether SQLite came upon damage through this connection. */
  get damaged(): boolean {
    return this.#damaged
  }

  #statement(text: string): Database.Statement<unknown[]> {
    const kept = this.#statements.get(text)
    if (kept) return kept
    const statement = this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }

  /** Every row, parsed. Blobs are ArrayBuffers. */
  all<T extends z.ZodType>(row: T, text: string, ...values: SqlValue[]): z.output<T>[] {
    // Always an array: a lone Buffer as the argument aborts the process.
    const rows = this.#guard(() => this.#statement(text).all(values))
    // Row by row: to make the schema of a list takes longer than to parse few rows.
    return rows.map((one) => {
      const parsed = row.safeParse(one)
      if (parsed.success) return parsed.data
      throw new StudioError('STORE_DAMAGED', `The database holds a row that cannot be read: ${this.file}`, {
        safe: 'Nothing has been overwritten.',
        next: 'Update the studio if a newer one wrote this home; otherwise report it with the details.',
        details: `${text}\n${z.prettifyError(parsed.error)}`,
      })
    })
  }

  /** The first row, parsed. */
  first<T extends z.ZodType>(row: T, text: string, ...values: SqlValue[]): z.output<T> | undefined {
    return this.all(row, text, ...values)[0]
  }

  /** Runs a statement that returns no rows; answers with the number of changed rows. */
  run(text: string, ...values: SqlValue[]): number {
    return this.#guard(() => this.#statement(text).run(values).changes)
  }

  /** Runs statements that take no values. */
  script(text: string): void {
    this.#guard(() => this.#database.exec(text))
  }

  /**
   * Runs `action` in a transaction: all of its writes or none. Within another transaction it belongs to that one.
   * `action` must not be asynchronous.
   */
  transaction<T>(action: () => T): T {
    if (this.#depth > 0) return action()
    this.script('BEGIN IMMEDIATE')
    this.#depth++
    try {
      const result = action()
      this.script('COMMIT')
      return result
    } catch (error) {
      // Some failures, a full disk for one, have rolled back already.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    } finally {
      this.#depth--
    }
  }

  /** Closes the connection. What was written is moved from the log into the file itself first. */
  close(): void {
    if (!this.#database.open) return
    this.#statements.clear()
    try {
      if (this.access === 'write') this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The log stays beside the file and is read with it at the next start.
    } finally {
      this.#database.close()
    }
  }

  /** Closes the connection and leaves the file as it is: what is in the log stays there, beside it. */
  closeWithLog(): void {
    if (!this.#database.open) return
    this.#statements.clear()
    // SQLite moves the log when the last connection closes: one that reads, and cannot write, is made the last.
    let reader: Database.Database | undefined
    try {
      reader = new Database(`${pathToFileURL(this.file).href}?mode=ro`)
      reader.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
    } catch {
      // What cannot be read any more is not moved either.
    } finally {
      this.#database.close()
      reader?.close()
    }
  }
}
