import { RunStart } from '@shared/runs/start'
import type { Sql } from './sql'

/** When runs began and went on, in the database. */
export class StartStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a start, in the place of an earlier one at the same step. */
  put(run: string, { step, reached, engine, at }: RunStart): void {
    const query = 'INSERT OR REPLACE INTO run_start (run, step, reached, engine, at) VALUES (?, ?, ?, ?, ?)'
    this.sql.run(query, run, step, reached, engine, at)
  }

  /** In the order of their steps. */
  list(run: string): RunStart[] {
    return this.sql.all(RunStart, 'SELECT step, reached, engine, at FROM run_start WHERE run = ? ORDER BY step', run)
  }

  /** Removes the starts after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM run_start WHERE run = ? AND step > ?', run, step)
  }
}
