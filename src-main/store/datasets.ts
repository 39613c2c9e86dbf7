import { Id } from '@shared/contract/id'
import { z } from 'zod'
import { type DatasetManifest, DatasetManifest as Manifest } from '../datasets/manifest'
import { jsonColumn, type Sql } from './sql'

/** What identifies the content of a file without reading it. */
export interface FileStamp {
  readonly bytes: number
  /** Time of the last change, ms since the epoch. */
  readonly changed: number
}

const Row = z.object({ id: Id, manifest: jsonColumn(Manifest) })
const TrashRow = Row.extend({ deleted: z.int() })
const CheckRow = z.object({ sha256: z.string() })

/** Datasets in the database: a copy of each manifest, and which packed files were found right. */
export class DatasetStore {
  constructor(private readonly sql: Sql) {}

  /** By id. */
  list(): DatasetManifest[] {
    const query = 'SELECT id, manifest FROM dataset WHERE deleted IS NULL ORDER BY id'
    return this.sql.all(Row, query).map(({ manifest }) => manifest)
  }

  /** By id, those in the trash included. */
  every(): DatasetManifest[] {
    return this.sql.all(Row, 'SELECT id, manifest FROM dataset ORDER BY id').map(({ manifest }) => manifest)
  }

  /** Registers a dataset, or replaces its manifest; what was known about its files is forgotten then. One in the trash stays in it. */
  put(manifest: DatasetManifest): void {
    this.sql.transaction(() => {
      this.sql.run('DELETE FROM dataset_check WHERE dataset = ?', manifest.id)
      this.sql.run(
        'INSERT INTO dataset (id, manifest) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET manifest = excluded.manifest',
        manifest.id,
        JSON.stringify(manifest),
      )
    })
  }

  /** Puts a dataset into the trash: no list has it any more. */
  discard(id: string, at: number): void {
    this.sql.run('UPDATE dataset SET deleted = ? WHERE id = ?', at, id)
  }

  /** The datasets in the trash, the one that was deleted last first. */
  trash(): { manifest: DatasetManifest; deleted: number }[] {
    const query =
      'SELECT id, manifest, deleted FROM dataset WHERE deleted IS NOT NULL ORDER BY deleted DESC, rowid DESC'
    return this.sql.all(TrashRow, query)
  }

  /** Takes a dataset out of the trash again. */
  restore(id: string): void {
    this.sql.run('UPDATE dataset SET deleted = NULL WHERE id = ?', id)
  }

  remove(id: string): void {
    this.sql.run('DELETE FROM dataset WHERE id = ?', id)
  }

  /** The checksum of a file when it was last read whole, undefined where it has changed since or never was. */
  checked(dataset: string, file: string, stamp: FileStamp): string | undefined {
    const query = 'SELECT sha256 FROM dataset_check WHERE dataset = ? AND file = ? AND bytes = ? AND changed = ?'
    return this.sql.first(CheckRow, query, dataset, file, stamp.bytes, stamp.changed)?.sha256
  }

  /** Notes the checksum of a file that was read whole. */
  noteCheck(dataset: string, file: string, stamp: FileStamp, sha256: string): void {
    const query = 'INSERT OR REPLACE INTO dataset_check (dataset, file, bytes, changed, sha256) VALUES (?, ?, ?, ?, ?)'
    this.sql.run(query, dataset, file, stamp.bytes, stamp.changed, sha256)
  }
}
