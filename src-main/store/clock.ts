import type { AxisKnots } from '@shared/compare/axes'
import { z } from 'zod'
import type { Sql } from './sql'

const Row = z.object({ step: z.int(), seconds: z.number() })

/** A note is made after at least so many seconds, … */
const LEAST = 0.5
/** … and this share of the time so far, so that a long run has few hundred. */
const SHARE = 0.02

/** How long runs had trained at some of their steps, in the database. */
export class ClockStore {
  constructor(private readonly sql: Sql) {}

  /** Notes the time at a step, unless the last note is near. */
  note(run: string, step: number, seconds: number): void {
    const query = 'SELECT step, seconds FROM run_clock WHERE run = ? ORDER BY step DESC LIMIT 1'
    const last = this.sql.first(Row, query, run)
    const near = last !== undefined && seconds < last.seconds + Math.max(LEAST, SHARE * last.seconds)
    if (step === 0 || near || (last !== undefined && step <= last.step)) return
    this.sql.run('INSERT OR REPLACE INTO run_clock (run, step, seconds) VALUES (?, ?, ?)', run, step, seconds)
  }

  /** Seconds by step, from 0 at step 0. */
  knots(run: string): AxisKnots {
    const rows = this.sql.all(Row, 'SELECT step, seconds FROM run_clock WHERE run = ? ORDER BY step', run)
    return { steps: [0, ...rows.map(({ step }) => step)], values: [0, ...rows.map(({ seconds }) => seconds)] }
  }

  /** Gives a run the times of another. */
  copy(from: string, to: string): void {
    this.sql.run(
      'INSERT INTO run_clock (run, step, seconds) SELECT ?, step, seconds FROM run_clock WHERE run = ?',
      to,
      from,
    )
  }

  /** Removes the times of steps after `step`. */
  truncate(run: string, step: number): void {
    this.sql.run('DELETE FROM run_clock WHERE run = ? AND step > ?', run, step)
  }
}
