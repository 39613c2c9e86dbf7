import { Alert } from '@shared/alerts/alert'
import type { Sql } from './sql'

/** What went wrong with runs, in the database. */
export class AlertStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps an alert, in place of an earlier state of the same one. */
  put(run: string, { kind, step, since, at, detail, cleared }: Alert): void {
    const query =
      'INSERT OR REPLACE INTO alert (run, kind, step, since, at, detail, cleared) VALUES (?, ?, ?, ?, ?, ?, ?)'
    this.sql.run(query, run, kind, step, since, at, detail, cleared)
  }

  /** In the order of their steps. */
  list(run: string): Alert[] {
    const query = 'SELECT kind, step, since, at, detail, cleared FROM alert WHERE run = ? ORDER BY step, at'
    return this.sql.all(Alert, query, run)
  }

  /** Gives a run the alerts of another. */
  copy(from: string, to: string): void {
    const columns = 'kind, step, since, at, detail, cleared'
    this.sql.run(`INSERT INTO alert (run, ${columns}) SELECT ?, ${columns} FROM alert WHERE run = ?`, to, from)
  }

  /** Takes a run back to a step: alerts from after it are gone, and those that last are over. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM alert WHERE run = ? AND step > ?', run, step)
    this.sql.run('UPDATE alert SET cleared = ? WHERE run = ? AND (cleared IS NULL OR cleared > ?)', step, run, step)
  }
}
