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
const CheckRow = z.object({ sha256: z.string() })

/** Datasets in the database: a copy of each manifest, and which packed files were found right. */
export class DatasetStore {
  constructor(private readonly sql: Sql) {}

  /** By id. */
  list(): DatasetManifest[] {
    return this.sql.all(Row, 'SELECT id, manifest FROM dataset ORDER BY id').map(({ manifest }) => manifest)
  }

  /** Registers a dataset, or replaces its manifest; what was known about its files is forgotten then. */
  put(manifest: DatasetManifest): void {
    this.sql.transaction(() => {
      this.remove(manifest.id)
      this.sql.run('INSERT INTO dataset (id, manifest) VALUES (?, ?)', manifest.id, JSON.stringify(manifest))
    })
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
