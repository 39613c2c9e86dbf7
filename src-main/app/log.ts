import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const maxBytes = 1_000_000

/** Where the studio notes what a person may need to report a defect. */
export interface Log {
  info(message: string): void
  error(message: string, cause?: unknown): void
}

const detailsOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))

/**
 * A log in a file of at most about 1 MB, with one older one beside it. A log that cannot be written is given up in silence:
 * it must never be the reason why the studio fails.
 *
 * @param now the present time, for the tests
 */
export function fileLog(file: string, now: () => Date = () => new Date()): Log {
  const write = (level: string, message: string) => {
    try {
      mkdirSync(dirname(file), { recursive: true })
      if (existsSync(file) && statSync(file).size > maxBytes) renameSync(file, `${file}.old`)
      appendFileSync(file, `${now().toISOString()} ${level} ${message}\n`)
    } catch {
      return
    }
  }
  return {
    info: (message) => write('info', message),
    error: (message, cause) => write('error', cause === undefined ? message : `${message}\n${detailsOf(cause)}`),
  }
}
