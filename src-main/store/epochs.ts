import { Epoch } from '@shared/runs/metrics'
import { jsonColumn, type Sql } from './sql'

const Row = Epoch.extend({ means: jsonColumn(Epoch.shape.means) })

const End = Epoch.pick({ epoch: true, step: true })

/** Per-epoch means in the database. */
export class EpochStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps an epoch's means, in place of earlier ones of the same epoch. */
  put(run: string, { epoch, step, means }: Epoch): void {
    const query = 'INSERT OR REPLACE INTO epoch (run, epoch, step, means) VALUES (?, ?, ?, ?)'
    this.sql.run(query, run, epoch, step, JSON.stringify(means))
  }

  /** In order. */
  list(run: string): Epoch[] {
    return this.sql.all(Row, 'SELECT epoch, step, means FROM epoch WHERE run = ? ORDER BY epoch', run)
  }

  /** In order, without what was measured in them. */
  ends(run: string): { epoch: number; step: number }[] {
    return this.sql.all(End, 'SELECT epoch, step FROM epoch WHERE run = ? ORDER BY epoch', run)
  }

  /** Gives a run the epochs of another. */
  copy(from: string, to: string): void {
    const columns = 'epoch, step, means'
    this.sql.run(`INSERT INTO epoch (run, ${columns}) SELECT ?, ${columns} FROM epoch WHERE run = ?`, to, from)
  }

  /** Removes the epochs that end after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM epoch WHERE run = ? AND step > ?', run, step)
  }
}
