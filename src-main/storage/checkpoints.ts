import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pinFileNames } from '@shared/runs/files'
import type { Checkpoint } from '@shared/runs/run'
import { z } from 'zod'
import { fileChecksum } from '../datasets/checksum'

const MANIFEST = 'manifest.json'
const TENSORS = 'tensors.safetensors'
/** Most bytes of a manifest, which takes some kilobytes. */
const MOST_MANIFEST_BYTES = 16 * 2 ** 20

/** What a manifest says of the tensors beside it. */
const Tensors = z.object({ tensors: z.object({ bytes: z.int().nonnegative(), sha256: z.string() }) })

/** How sure it has to be that a checkpoint can be resumed from: its tensors have their size, or are read whole. */
export type Look = 'size' | 'checksum'

/** Whether a checkpoint is what its manifest says. */
async function isWhole(folder: string, look: Look): Promise<boolean> {
  try {
    const manifest = join(folder, MANIFEST)
    if ((await stat(manifest)).size > MOST_MANIFEST_BYTES) return false
    const { tensors } = Tensors.parse(JSON.parse(await readFile(manifest, 'utf8')))
    const file = join(folder, TENSORS)
    if ((await stat(file)).size !== tensors.bytes) return false
    return look === 'size' || (await fileChecksum(file)).sha256 === tensors.sha256
  } catch {
    return false
  }
}

/** Whether something keeps a checkpoint; one that cannot be looked at is kept. */
async function isPinned(folder: string): Promise<boolean> {
  const pins: readonly string[] = Object.values(pinFileNames)
  try {
    return (await readdir(folder)).some((name) => pins.includes(name))
  } catch {
    return true
  }
}

/**
 * The checkpoints of a run that nothing needs: those older than the newest whole one, from which the run goes on, but for those
 * that are pinned. None where no checkpoint is whole.
 * @param checkpoints of the run, oldest first
 * @param folderOf the folder of a checkpoint by its name
 */
export async function unneeded(
  checkpoints: readonly Checkpoint[],
  folderOf: (name: string) => string,
  look: Look,
): Promise<Checkpoint[]> {
  let last = checkpoints.length - 1
  while (last >= 0 && !(await isWhole(folderOf(checkpoints[last]?.name ?? ''), look))) last--
  const found: Checkpoint[] = []
  for (const checkpoint of checkpoints.slice(0, Math.max(0, last))) {
    if (!(await isPinned(folderOf(checkpoint.name)))) found.push(checkpoint)
  }
  return found
}
