import { ChangedSetting, RunChange } from '@shared/runs/change'
import { jsonColumn, type Sql } from './sql'

const Row = RunChange.extend({ change: jsonColumn(ChangedSetting) })

/**
 * What was changed in the course of runs, in the database. Going back to a checkpoint keeps it: the steps that are trained again
 * take the same changes at the same places.
 */
export class ChangeStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a change, in the place of those of the same setting at its step and after it. */
  put(run: string, { step, change, at }: RunChange): void {
    this.sql.transaction(() => {
      this.sql.run('DELETE FROM run_change WHERE run = ? AND setting = ? AND step >= ?', run, change.setting, step)
      const query = 'INSERT INTO run_change (run, step, setting, change, at) VALUES (?, ?, ?, ?, ?)'
      this.sql.run(query, run, step, change.setting, JSON.stringify(change), at)
    })
  }

  /** In the order of their steps, of the same step in the order in which they were made. */
  list(run: string): RunChange[] {
    const query = 'SELECT step, change, at FROM run_change WHERE run = ? ORDER BY step, rowid'
    return this.sql.all(Row, query, run)
  }
}
