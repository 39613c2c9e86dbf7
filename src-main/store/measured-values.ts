import { FeatureNetwork, MeasuredValue } from '@shared/measures/measured-value'
import { jsonColumn, type Sql } from './sql'

const Row = MeasuredValue.omit({ features: true }).extend({ features: jsonColumn(FeatureNetwork).nullable() })

/** Measured values in the database. */
export class MeasuredValueStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a value, in place of an earlier one that was measured in the same way. */
  put(run: string, one: MeasuredValue): void {
    this.sql.run(
      `INSERT OR REPLACE INTO measured_value
         (run, step, quantity, network, samples, dataset, split, seed, checkpoint, value, error, features, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      run,
      one.step,
      one.quantity,
      one.features?.id ?? '',
      one.samples,
      one.dataset,
      one.split,
      one.seed,
      one.checkpoint,
      one.value,
      one.error,
      one.features === null ? null : JSON.stringify(one.features),
      one.at,
    )
  }

  /** In order of steps, then of time. */
  list(run: string): MeasuredValue[] {
    const query = `SELECT quantity, value, error, step, checkpoint, features, samples, dataset, split, seed, at
      FROM measured_value WHERE run = ? ORDER BY step, at, rowid`
    return this.sql.all(Row, query, run)
  }

  /** Gives a run the measured values of another. */
  copy(from: string, to: string): void {
    const columns = 'step, quantity, network, samples, dataset, split, seed, checkpoint, value, error, features, at'
    this.sql.run(
      `INSERT INTO measured_value (run, ${columns}) SELECT ?, ${columns} FROM measured_value WHERE run = ?`,
      to,
      from,
    )
  }

  /** Removes the values of checkpoints after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM measured_value WHERE run = ? AND step > ?', run, step)
  }
}
