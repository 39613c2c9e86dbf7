import { createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { StudioError } from '@shared/contract/errors'
import { ZipFile } from 'yazl'
import type { Disk } from '../disk'
import { cancelledError } from '../pack'

/** Every file of an archive has this time of change, so that the same dataset gives the same archive. */
const fixedTime = new Date(1980, 0, 1)
const options = { mtime: fixedTime, mode: 0o100644, forceDosTimestamp: true }

/** @throws StudioError `INVALID_INPUT` where there is something already */
export async function refuseExisting(target: string): Promise<void> {
  const there = await stat(target).then(
    () => true,
    () => false,
  )
  if (!there) return
  throw new StudioError('INVALID_INPUT', `There is already something at ${target}`, {
    safe: 'It has not been touched.',
    next: 'Choose another name, or move it away first.',
  })
}

/** Files of an archive, each opened when its turn comes. */
export type Members = readonly {
  readonly name: string
  /** Pictures and weights do not become smaller. */
  readonly compress?: boolean
  open(): Promise<Readable>
}[]

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Writes a zip archive, which appears whole or not at all.
 * @param onBytes told of the bytes that were written since the last call
 * @throws StudioError `CANCELLED`; the file system’s errors
 */
export async function writeArchive(
  disk: Disk,
  target: string,
  members: Members,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  const partial = join(dirname(target), `.${basename(target)}.partial`)
  const zip = new ZipFile()
  try {
    await disk.remove(partial)
    const out = createWriteStream(partial, { flags: 'wx' })
    const done = finished(out)
    zip.on('error', (error: Error) => out.destroy(error))
    signal?.addEventListener('abort', () => out.destroy(cancelledError('The export')))
    zip.outputStream.on('data', (bytes: Buffer) => onBytes(bytes.length))
    zip.outputStream.pipe(out)
    for (const { name, compress = false, open: openMember } of members) {
      zip.addReadStreamLazy(name, { ...options, compress }, (pass) => {
        openMember().then(
          (stream) => pass(null, stream),
          (error: unknown) => pass(error, Readable.from([])),
        )
      })
    }
    zip.end()
    await done
    await syncFile(partial)
    await disk.rename(partial, target)
    await disk.syncFolder(dirname(target))
  } catch (error) {
    await disk.remove(partial).catch(() => undefined)
    throw error
  }
}
