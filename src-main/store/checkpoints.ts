import { Checkpoint } from '@shared/runs/run'
import { unknownName } from '../nearest'
import type { Sql } from './sql'

const columns = 'name, step, epoch, created'

/** Kept checkpoints in the database; their tensors are files. */
export class CheckpointStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a checkpoint, in place of an earlier one of the same name, and forgets the ones that it replaced. */
  put(run: string, { name, step, epoch, created }: Checkpoint, removed: readonly string[] = []): void {
    this.sql.transaction(() => {
      for (const old of removed) this.remove(run, old)
      const query = `INSERT OR REPLACE INTO checkpoint (run, ${columns}) VALUES (?, ?, ?, ?, ?)`
      this.sql.run(query, run, name, step, epoch, created)
    })
  }

  /** Oldest first. */
  list(run: string): Checkpoint[] {
    return this.sql.all(Checkpoint, `SELECT ${columns} FROM checkpoint WHERE run = ? ORDER BY step, created`, run)
  }

  /** The newest, undefined where there is none. */
  latest(run: string): Checkpoint | undefined {
    const query = `SELECT ${columns} FROM checkpoint WHERE run = ? ORDER BY step DESC, created DESC LIMIT 1`
    return this.sql.first(Checkpoint, query, run)
  }

  /** @throws StudioError `UNKNOWN_CHECKPOINT` */
  get(run: string, name: string): Checkpoint {
    const checkpoint = this.sql.first(
      Checkpoint,
      `SELECT ${columns} FROM checkpoint WHERE run = ? AND name = ?`,
      run,
      name,
    )
    if (checkpoint) return checkpoint
    const names = this.list(run).map((kept) => kept.name)
    throw unknownName('UNKNOWN_CHECKPOINT', `checkpoint of run ${run}`, name, names)
  }

  /** Forgets a checkpoint, if it is there. */
  remove(run: string, name: string): void {
    this.sql.run('DELETE FROM checkpoint WHERE run = ? AND name = ?', run, name)
  }

  /** Forgets the checkpoints after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM checkpoint WHERE run = ? AND step > ?', run, step)
  }
}
