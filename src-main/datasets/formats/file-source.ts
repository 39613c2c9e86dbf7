import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type ByteSource, badFile } from './format'
import { ByteReader } from './reader'

const chunkBytes = 2 ** 18

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What is wrong with a file, in words, for the errors that a bad file causes. */
function explain(error: unknown, name: string): unknown {
  const code = codeOf(error)
  if (code === 'Z_BUF_ERROR') return badFile(name, 'ends too early')
  if (code.startsWith('Z_')) return badFile(name, 'is damaged: its compressed data are not right')
  if (code === 'ENOENT') return badFile(name, 'does not exist')
  if (code === 'EISDIR') return badFile(name, 'is a folder')
  if (code === 'EACCES' || code === 'EPERM') return badFile(name, 'must not be read')
  return error
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file, { highWaterMark: chunkBytes })
  for await (const chunk of stream) {
    if (chunk instanceof Uint8Array) yield chunk
  }
}

async function* plainChunks(file: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    const reader = new ByteReader(chunksOf(file))
    const head = await reader.take(2)
    await reader.close()
    if (!isGzip(head)) {
      yield* chunksOf(file)
      return
    }
    const gunzip = createGunzip({ chunkSize: chunkBytes })
    // A failure of either stream ends the loop below with that error.
    pipeline(createReadStream(file, { highWaterMark: chunkBytes }), gunzip, () => undefined)
    for await (const chunk of gunzip) {
      if (chunk instanceof Uint8Array) yield chunk
    }
  } catch (error) {
    throw explain(error, name)
  }
}

/** A file as a source of bytes; gzip, known by its first bytes, is taken off. Its errors are `INVALID_INPUT`. */
export function fileSource(file: string, name: string): ByteSource {
  return { name, read: () => plainChunks(file, name) }
}
