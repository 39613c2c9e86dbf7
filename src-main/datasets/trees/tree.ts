import type { Skipped } from '@shared/datasets/import'
import type { ByteSource } from '../formats/format'
import { ungzipped } from './gzip'

/** A file in a tree. */
export interface TreeEntry {
  /** From the root of the tree, with `/` between the parts. */
  readonly path: string
  readonly bytes: number
  /** What changes when the content does: a time of change, or a checksum. */
  readonly stamp: number
}

/** Where a worker finds an entry by itself. */
export type EntryPlace =
  | { readonly type: 'file'; readonly file: string }
  | {
      readonly type: 'zip'
      readonly file: string
      /** Of the local header. */
      readonly offset: number
      readonly packed: number
      readonly bytes: number
      readonly deflated: boolean
      readonly crc: number
    }

/** An entry that is being read. */
export interface StreamedEntry {
  readonly entry: TreeEntry
  readonly chunks: AsyncIterable<Uint8Array>
}

/** A folder, a single file or an archive as files with paths. Nothing in it is ever changed. */
export interface Tree {
  /** Last part of the path that it was opened by. */
  readonly name: string
  readonly container: 'folder' | 'file' | 'zip' | 'tar'
  /** Of the files, or of the archive itself. */
  readonly bytes: number
  /** By path, in the order of their UTF-16 units, which is the same on every machine. */
  readonly entries: readonly TreeEntry[]
  /** What could not become an entry. */
  readonly skipped: readonly Skipped[]
  /** Where an entry is; undefined in archives that can only be read from their beginning. */
  place(entry: TreeEntry): EntryPlace | undefined
  /** Reads entries in the order in which they are stored. What a reader leaves of one is passed over. */
  stream(entries: readonly TreeEntry[]): AsyncIterable<StreamedEntry>
}

/** By path. */
export const byPath = (a: TreeEntry, b: TreeEntry): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

/** The entry as a source of bytes; gzip is taken off. */
export function entrySource(tree: Tree, entry: TreeEntry): ByteSource {
  async function* raw() {
    for await (const { chunks } of tree.stream([entry])) yield* chunks
  }
  return { name: entry.path, read: () => ungzipped(raw(), entry.path) }
}
