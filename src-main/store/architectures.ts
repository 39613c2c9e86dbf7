import { networksOf } from '@shared/architecture/networks'
import { type ArchitectureSpec, StoredArchitecture } from '@shared/architecture/spec'
import { Architecture, type ArchitectureVersion } from '@shared/contract/architectures'
import { Id, Timestamp } from '@shared/contract/id'
import { z } from 'zod'
import { unknownName } from '../nearest'
import { jsonColumn, type Sql } from './sql'

const columns = 'id, project, spec, created, updated'
const Row = Architecture.extend({ spec: jsonColumn(StoredArchitecture) })
const VersionRow = z.object({ number: z.int(), at: Timestamp, spec: jsonColumn(StoredArchitecture) })

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

  /** Adds an architecture, or replaces the spec of the one with its id. A spec that differs from the last becomes a version. */
  put({ id, project, spec, created, updated }: Architecture): void {
    const text = JSON.stringify(spec)
    this.sql.run(
      `INSERT INTO architecture (${columns}) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, updated = excluded.updated`,
      id,
      project,
      text,
      created,
      updated,
    )
    const Last = z.object({ number: z.int(), spec: z.string() })
    const query = 'SELECT number, spec FROM architecture_version WHERE architecture = ? ORDER BY number DESC LIMIT 1'
    const last = this.sql.first(Last, query, id)
    if (last?.spec === text) return
    this.sql.run(
      'INSERT INTO architecture_version (architecture, number, spec, at) VALUES (?, ?, ?, ?)',
      id,
      (last?.number ?? 0) + 1,
      text,
      updated,
    )
  }

  /** Every state in which it was saved, the newest first. @throws StudioError `UNKNOWN_ARCHITECTURE` */
  versions(id: string): ArchitectureVersion[] {
    this.get(id)
    const query = 'SELECT number, at, spec FROM architecture_version WHERE architecture = ? ORDER BY number DESC'
    return this.sql.all(VersionRow, query, id).map(({ number, at, spec }) => ({
      number,
      at,
      layers: networksOf(spec).reduce((sum, { network }) => sum + network.layers.length, 0),
    }))
  }

  /** A state in which it was saved; undefined for a number that it does not have. */
  version(id: string, number: number): ArchitectureSpec | undefined {
    const query = 'SELECT number, at, spec FROM architecture_version WHERE architecture = ? AND number = ?'
    return this.sql.first(VersionRow, query, id, number)?.spec
  }

  /** @throws StudioError `UNKNOWN_ARCHITECTURE` */
  remove(id: string): void {
    this.get(id)
    this.sql.run('DELETE FROM architecture WHERE id = ?', id)
  }
}
