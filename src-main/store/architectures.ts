import { StoredArchitecture } from '@shared/architecture/spec'
import { Architecture } from '@shared/contract/architectures'
import { Id } from '@shared/contract/id'
import { z } from 'zod'
import { unknownName } from '../nearest'
import { jsonColumn, type Sql } from './sql'

const columns = 'id, project, spec, created, updated'
const Row = Architecture.extend({ spec: jsonColumn(StoredArchitecture) })

/** Kept architectures in the database. */
export class ArchitectureStore {
  constructor(private readonly sql: Sql) {}

  /** Those of a project, the one changed last first. */
  list(project: string): Architecture[] {
    const query = `SELECT ${columns} FROM architecture WHERE project = ? ORDER BY updated DESC, rowid DESC`
    return this.sql.all(Row, query, project)
  }

  /** Of all projects. */
  ids(): string[] {
    return this.sql.all(z.object({ id: Id }), 'SELECT id FROM architecture ORDER BY id').map(({ id }) => id)
  }

  /** @throws StudioError `UNKNOWN_ARCHITECTURE` */
  get(id: string): Architecture {
    const architecture = this.sql.first(Row, `SELECT ${columns} FROM architecture WHERE id = ?`, id)
    if (architecture) return architecture
    throw unknownName('UNKNOWN_ARCHITECTURE', 'architecture', id, this.ids())
  }

  /** Adds an architecture, or replaces the spec of the one with its id. */
  put({ id, project, spec, created, updated }: Architecture): void {
    this.sql.run(
      `INSERT INTO architecture (${columns}) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, updated = excluded.updated`,
      id,
      project,
      JSON.stringify(spec),
      created,
      updated,
    )
  }

  /** @throws StudioError `UNKNOWN_ARCHITECTURE` */
  remove(id: string): void {
    this.get(id)
    this.sql.run('DELETE FROM architecture WHERE id = ?', id)
  }
}
