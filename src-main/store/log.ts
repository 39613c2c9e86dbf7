import { LogEntry } from '@shared/runs/run'
import type { Sql } from './sql'

/** The logs of runs in the database. */
export class LogStore {
  constructor(private readonly sql: Sql) {}

  append(run: string, { at, step, level, message }: LogEntry): void {
    const query = 'INSERT INTO log_entry (run, at, step, level, message) VALUES (?, ?, ?, ?, ?)'
    this.sql.run(query, run, at, step, level, message)
  }

  /** In the order in which they were written. */
  list(run: string): LogEntry[] {
    return this.sql.all(LogEntry, 'SELECT at, step, level, message FROM log_entry WHERE run = ? ORDER BY id', run)
  }

  /** Removes the entries about steps after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM log_entry WHERE run = ? AND step > ?', run, step)
  }
}
