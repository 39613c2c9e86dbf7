import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { badFile } from '../formats/format'
import { limits } from '../limits'

const chunkBytes = 2 ** 18

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What is wrong with a file, as an `INVALID_INPUT` that names it; errors that say something else pass unchanged. */
export function explained(error: unknown, name: string): unknown {
  const code = codeOf(error)
  if (code === 'Z_BUF_ERROR') return badFile(name, 'ends too early')
  if (code.startsWith('Z_')) return badFile(name, 'is damaged: its compressed data are not right')
  if (code === 'ENOENT') return badFile(name, 'does not exist')
  if (code === 'EISDIR') return badFile(name, 'is a folder')
  if (code === 'EACCES' || code === 'EPERM') return badFile(name, 'must not be read')
  return error
}

/** Whether a file begins as gzip does. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** The bytes that gzip holds; more than the limits allow for what was read is an error. */
export async function* gunzipped(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let [packed, expanded] = [0, 0]
  async function* counted() {
    for await (const chunk of chunks) {
      packed += chunk.length
      yield chunk
    }
  }
  const source = Readable.from(counted(), { objectMode: false })
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  try {
    for await (const chunk of gunzip) {
      if (!(chunk instanceof Uint8Array)) continue
      expanded += chunk.length
      const free = expanded <= limits.freeExpansion || expanded <= packed * limits.expansion
      if (!free || expanded > limits.expandedBytes) throw badFile(name, 'expands to more than an import may read')
      yield chunk
    }
  } catch (error) {
    throw explained(error, name)
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

/** Bytes with gzip, known by its first bytes, taken off. */
export async function* ungzipped(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let size = 0
  try {
    while (size < 2) {
      const next = await iterator.next()
      if (next.done) break
      held.push(next.value)
      size += next.value.length
    }
    const head = Buffer.concat(held)
    async function* all() {
      yield head
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    }
    yield* isGzip(head) ? gunzipped(all(), name) : all()
  } catch (error) {
    throw explained(error, name)
  } finally {
    await iterator.return?.()
  }
}
