import { z } from 'zod'
import { jsonColumn, type Sql } from './sql'

/** Settings of the studio in the database, by name. */
export class PreferenceStore {
  constructor(private readonly sql: Sql) {}

  /** What is kept under a name; undefined where there is nothing that the schema takes. */
  get<T extends z.ZodType>(name: string, schema: T): z.output<T> | undefined {
    const row = this.sql.first(
      z.object({ document: jsonColumn(z.unknown()) }),
      'SELECT document FROM preference WHERE name = ?',
      name,
    )
    const parsed = schema.safeParse(row?.document)
    return parsed.success ? parsed.data : undefined
  }

  set(name: string, value: unknown): void {
    this.sql.run('INSERT OR REPLACE INTO preference (name, document) VALUES (?, ?)', name, JSON.stringify(value))
  }
}
