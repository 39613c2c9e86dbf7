import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { ExportRequest } from '@shared/contract/importer'
import { writeFile, writeFolder } from '../atomic'
import type { Disk } from '../disk'
import { cancelledError } from '../pack'
import { type Members, refuseExisting, writeArchive } from './archive'
import { exportedImages, exportedPaths, keptImages } from './items'
import { npzArrays } from './npz'

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
