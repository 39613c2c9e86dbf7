import { createWriteStream } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { StudioError } from '@shared/contract/errors'
import type { ExportRequest } from '@shared/contract/importer'
import { ZipFile } from 'yazl'
import { writeFile, writeFolder } from '../atomic'
import type { Disk } from '../disk'
import { cancelledError } from '../pack'
import { exportedImages, exportedPaths, keptImages } from './items'
import { npzArrays } from './npz'

/** Every file of an archive has this time of change, so that the same dataset gives the same archive. */
const fixedTime = new Date(1980, 0, 1)
const options = { mtime: fixedTime, mode: 0o100644, compress: false, forceDosTimestamp: true }

async function refuseExisting(target: string): Promise<void> {
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

async function writeImages(disk: Disk, folder: string, request: ExportRequest, signal: AbortSignal | undefined) {
  const made = new Set<string>()
  for await (const { path, png } of exportedImages(request)) {
    if (signal?.aborted) throw cancelledError('The export')
    const parent = dirname(path)
    if (!made.has(parent)) await mkdir(join(folder, parent), { recursive: true })
    made.add(parent)
    await writeFile(disk, join(folder, path), png)
  }
}

/** Files of an archive, each opened when its turn comes. */
type Members = readonly { readonly name: string; open(): Promise<Readable> }[]

/** PNG files of one class after another; `exportedImages` makes them in the order in which the archive asks. */
async function imageMembers(request: ExportRequest): Promise<Members> {
  const images = exportedImages(request)
  return (await exportedPaths(request)).map((name) => ({
    name,
    async open() {
      const next = await images.next()
      return Readable.from(next.done ? [] : [Buffer.from(next.value.png)], { objectMode: false })
    },
  }))
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeArchive(disk: Disk, target: string, members: Members, signal: AbortSignal | undefined) {
  const partial = join(dirname(target), `.${basename(target)}.partial`)
  const zip = new ZipFile()
  try {
    await disk.remove(partial)
    const out = createWriteStream(partial, { flags: 'wx' })
    const done = finished(out)
    zip.on('error', (error: Error) => out.destroy(error))
    signal?.addEventListener('abort', () => out.destroy(cancelledError('The export')))
    zip.outputStream.pipe(out)
    for (const { name, open: openMember } of members) {
      zip.addReadStreamLazy(name, options, (pass) => {
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

/**
 * Writes a dataset in another form: a folder of PNG files (`<split>/<class>/<number>.png`), a zip archive of the same,
 * or a NumPy archive. It appears whole or not at all.
 * @throws StudioError `INVALID_INPUT` where the target exists, `DISK_FULL`, `CANCELLED`
 */
export async function exportDataset(
  disk: Disk,
  request: ExportRequest,
  signal?: AbortSignal,
): Promise<{ images: number; bytes: number }> {
  const { target, format, parts } = request
  await refuseExisting(target)
  switch (format) {
    case 'folder':
      await writeFolder(disk, target, (folder) => writeImages(disk, folder, request, signal))
      break
    case 'zip':
      await writeArchive(disk, target, await imageMembers(request), signal)
      break
    case 'npz': {
      const arrays = npzArrays(request).map((array) => ({ name: array.name, open: async () => array.open() }))
      await writeArchive(disk, target, arrays, signal)
      break
    }
  }
  const images = parts.reduce((sum, part) => sum + keptImages(part).length, 0)
  return { images, bytes: (await stat(target)).size }
}
