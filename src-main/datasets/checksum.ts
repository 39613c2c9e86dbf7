import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FileStamp } from '../store/datasets'
import type { FileRecord } from './manifest'

/** Size and SHA-256 of a file, read as a stream. */
export async function fileChecksum(file: string): Promise<Omit<FileRecord, 'name'>> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    if (!(chunk instanceof Uint8Array)) continue
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Size and time of change of a file; undefined where there is none. */
export async function fileStamp(file: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtimeMs } = await stat(file)
    return { bytes: size, changed: mtimeMs }
  } catch {
    return undefined
  }
}
