import { fileChunks } from '../trees/folder'
import { ungzipped } from '../trees/gzip'
import type { ByteSource } from './format'

/** A file as a source of bytes; gzip, known by its first bytes, is taken off. Its errors are `INVALID_INPUT`. */
export function fileSource(file: string, name: string): ByteSource {
  return { name, read: () => ungzipped(fileChunks(file, name), name) }
}
