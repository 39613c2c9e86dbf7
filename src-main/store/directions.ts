import { NamedDirection } from '@shared/latent/direction'
import type { Sql } from './sql'

/** Directions of latent spaces that a person named, by project. */
export class DirectionStore {
  constructor(private readonly sql: Sql) {}

  /** In the order in which they were kept. */
  list(project: string): NamedDirection[] {
    const query = 'SELECT name, numbers FROM direction WHERE project = ? ORDER BY kept, rowid'
    return this.sql.all(NamedDirection, query, project)
  }

  /** Keeps a direction; one of that name is replaced where it stands. */
  put(project: string, { name, numbers }: NamedDirection, kept: number): void {
    this.sql.run(
      `INSERT INTO direction (project, name, numbers, kept) VALUES (?, ?, ?, ?)
       ON CONFLICT (project, name) DO UPDATE SET numbers = excluded.numbers`,
      project,
      name,
      numbers,
      kept,
    )
  }

  /** Forgets a direction; one that is not there is left at that. */
  remove(project: string, name: string): void {
    this.sql.run('DELETE FROM direction WHERE project = ? AND name = ?', project, name)
  }
}
