import { Measurement } from '@shared/compute/measurement'
import { z } from 'zod'
import type { Sql } from './sql'

/** The last measurement of the engines in the database. */
export class MeasurementStore {
  constructor(private readonly sql: Sql) {}

  /** Keeps a measurement in place of the one before. */
  put(measurement: Measurement): void {
    this.sql.run('INSERT OR REPLACE INTO measurement (id, document) VALUES (1, ?)', JSON.stringify(measurement))
  }

  /** The measurement that is kept; null where there is none, or one of a studio that knew other engines. */
  last(): Measurement | null {
    const row = this.sql.first(z.object({ document: z.string() }), 'SELECT document FROM measurement WHERE id = 1')
    if (row === undefined) return null
    const parsed = Measurement.safeParse(JSON.parse(row.document))
    return parsed.success ? parsed.data : null
  }
}
