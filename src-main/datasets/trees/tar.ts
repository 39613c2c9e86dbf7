import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Skipped } from '@shared/datasets/import'
import { extract, type Header } from 'tar-stream'
import { badFile } from '../formats/format'
import { limits } from '../limits'
import { fileChunks } from './folder'
import { explained, ungzipped } from './gzip'
import { isHidden, pathProblem, plainPath, printable } from './path'
import { byPath, type StreamedEntry, type Tree, type TreeEntry } from './tree'

interface Member {
  readonly header: Header
  readonly chunks: AsyncIterable<Uint8Array>
}

/** The members of an archive, gzipped or not, in their order. */
async function* members(file: string): AsyncGenerator<Member> {
  const name = basename(file)
  const source = Readable.from(ungzipped(fileChunks(file, name), name), { objectMode: false })
  const unpack = extract()
  source.on('error', (error) => unpack.destroy(error))
  source.pipe(unpack)
  try {
    for await (const entry of unpack) {
      // One iterator for the reader and for what it leaves: ending another early would end the whole archive.
      const iterator = entry[Symbol.asyncIterator]()
      async function* chunks() {
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          if (next.value instanceof Uint8Array) yield next.value
        }
      }
      const all = chunks()
      yield { header: entry.header, chunks: { [Symbol.asyncIterator]: () => ({ next: () => all.next() }) } }
      while ((await iterator.next()).done !== true);
    }
  } catch (error) {
    const known = explained(error, name)
    const own = known === error && error instanceof Error && !('code' in error && error.code === 'INVALID_INPUT')
    throw own ? badFile(name, `is damaged (${error.message})`) : known
  } finally {
    source.destroy()
    unpack.destroy()
  }
}

function problemOf({ name, type }: Header, path: string): Omit<Skipped, 'path'> | undefined {
  const problem = pathProblem(name.replace(/^(\.\/)+/, ''))
  if (problem !== undefined) return { reason: 'name', details: problem }
  if (isHidden(path)) return { reason: 'hidden', details: 'hidden, or of the operating system' }
  if (type === 'symlink' || type === 'link') return { reason: 'link', details: 'a link in an archive' }
  if (type !== 'file' && type !== 'contiguous-file') return { reason: 'unsupported', details: 'it is no file' }
  return undefined
}

/** Opens a tar archive, gzipped or not, as a tree. @throws StudioError `INVALID_INPUT` */
export async function openTar(file: string, bytes: number, stamp: number, signal?: AbortSignal): Promise<Tree> {
  const found = new Map<string, TreeEntry>()
  const skipped: Skipped[] = []
  for await (const { header } of members(file)) {
    signal?.throwIfAborted()
    if (header.type === 'directory' || header.name.endsWith('/')) continue
    const path = plainPath(header.name)
    const problem = problemOf(header, path)
    if (problem !== undefined) skipped.push({ path: printable(header.name), ...problem })
    else if (found.has(path)) {
      skipped.push({ path, reason: 'name', details: 'the archive has another file of this name' })
    } else found.set(path, { path, bytes: header.size ?? 0, stamp })
    if (found.size > limits.entries) throw badFile(basename(file), 'has too many files')
  }
  const order = [...found.values()]
  return {
    name: basename(file),
    container: 'tar',
    bytes,
    entries: [...order].sort(byPath),
    skipped,
    place: () => undefined,
    async *stream(wanted) {
      const missing = new Set(wanted.map(({ path }) => path))
      for await (const { header, chunks } of members(file)) {
        if (missing.size === 0) return
        const path = plainPath(header.name)
        const entry = found.get(path)
        if (entry === undefined || !missing.delete(path)) continue
        const streamed: StreamedEntry = { entry, chunks }
        yield streamed
      }
    },
  }
}
