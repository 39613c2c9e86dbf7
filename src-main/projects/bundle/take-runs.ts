import { basename, dirname, join } from 'node:path'
import { Id } from '@shared/contract/id'
import { z } from 'zod'
import { writeFile } from '../../datasets/atomic'
import { badFile } from '../../datasets/formats/format'
import type { NewIds } from '../../store/records'
import { type Archive, documentBytes, type ReadTools } from './archive'
import { runFile } from './format'

/** A checkpoint's manifest names its run. */
function renamedManifest(bytes: Uint8Array, ids: NewIds): Uint8Array {
  const manifest = z.looseObject({ run: Id }).parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  const run = ids.run.get(manifest.run) ?? manifest.run
  return Buffer.from(JSON.stringify({ ...manifest, run }, null, 2))
}

/** Writes the files of a project’s runs into its folder. @throws StudioError `INVALID_INPUT`, `CANCELLED` */
export async function writeRuns(archive: Archive, folder: string, ids: NewIds, { disk }: ReadTools): Promise<void> {
  const made = new Set<string>()
  const same = [...ids.run].every(([from, to]) => from === to)
  for (const entry of archive.tree.entries) {
    const file = runFile(entry.path)
    const run = file && ids.run.get(file.run)
    if (file === undefined || run === undefined) continue
    const target = join(folder, 'runs', run, ...file.path.split('/'))
    if (!made.has(dirname(target))) await disk.makeFolder(dirname(target))
    made.add(dirname(target))
    if (!same && basename(target) === 'manifest.json' && entry.bytes <= documentBytes) {
      const parts: Uint8Array[] = []
      for await (const piece of archive.pieces(entry)) parts.push(piece)
      try {
        await writeFile(disk, target, renamedManifest(Buffer.concat(parts), ids))
      } catch (error) {
        throw error instanceof z.ZodError || error instanceof SyntaxError
          ? badFile(archive.tree.name, `${entry.path} cannot be read`)
          : error
      }
      continue
    }
    const out = await disk.create(target)
    try {
      for await (const piece of archive.pieces(entry)) await out.write(piece)
    } catch (error) {
      await out.abandon()
      throw error
    }
    await out.finish()
  }
}
