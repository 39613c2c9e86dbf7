import { Robustness } from '@shared/runs/robustness'
import { z } from 'zod'
import { jsonColumn, type Sql } from './sql'

const Row = z.object({ result: jsonColumn(Robustness) })

/** How classifiers did under attack, in the database. */
export class RobustnessStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a measurement, in the place of an earlier one of the same step. */
  put(run: string, result: Robustness): void {
    const query = 'INSERT OR REPLACE INTO robustness (run, step, result) VALUES (?, ?, ?)'
    this.sql.run(query, run, result.step, JSON.stringify(result))
  }

  /** In the order of their steps. */
  list(run: string): Robustness[] {
    const query = 'SELECT result FROM robustness WHERE run = ? ORDER BY step'
    return this.sql.all(Row, query, run).map(({ result }) => result)
  }

  /** Gives a run the measurements of another. */
  copy(from: string, to: string): void {
    const query = 'INSERT INTO robustness (run, step, result) SELECT ?, step, result FROM robustness WHERE run = ?'
    this.sql.run(query, to, from)
  }

  /** Removes those of steps after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM robustness WHERE run = ? AND step > ?', run, step)
  }
}
