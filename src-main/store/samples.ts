import { Sample } from '@shared/runs/run'
import type { Sql } from './sql'

/** Kept fixed-noise grids in the database; their pictures are files. */
export class SampleStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a sample, in place of an earlier one of the same step. */
  put(run: string, { step, epoch }: Sample): void {
    this.sql.run('INSERT OR REPLACE INTO sample (run, step, epoch) VALUES (?, ?, ?)', run, step, epoch)
  }

  /** In order of steps. */
  list(run: string): Sample[] {
    return this.sql.all(Sample, 'SELECT step, epoch FROM sample WHERE run = ? ORDER BY step', run)
  }

  /** Gives a run the samples of another. */
  copy(from: string, to: string): void {
    const columns = 'step, epoch'
    this.sql.run(`INSERT INTO sample (run, ${columns}) SELECT ?, ${columns} FROM sample WHERE run = ?`, to, from)
  }

  /** Removes the samples after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM sample WHERE run = ? AND step > ?', run, step)
  }
}
