import { z } from 'zod'
import type { Sql } from './sql'

const Check = z.object({ quick_check: z.string() })

/** What SQLite finds wrong with a database, at most ten lines; empty where nothing is. Reads all of it. */
export const problemsOf = (sql: Sql): string[] =>
  sql.all(Check, 'PRAGMA quick_check(10)').flatMap(({ quick_check: result }) => (result === 'ok' ? [] : [result]))
