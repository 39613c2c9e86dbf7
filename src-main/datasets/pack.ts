import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { writeFile } from './atomic'
import type { Disk } from './disk'
import { badFile, type OpenedDataset } from './formats/format'
import { createHashed } from './hashed-file'
import { type DatasetManifest, type FileRecord, manifestName, type PackedSplit } from './manifest'

/** How writing is watched and ended. */
export interface PackWatch {
  /** Told of the images written since the last call. */
  readonly onImages: (count: number) => void
  readonly signal: AbortSignal | undefined
}

/** The error of work that a person has cancelled. */
export function cancelledError(what: string): StudioError {
  return new StudioError('CANCELLED', `${what} was cancelled`, {
    safe: 'Nothing half-written is left, and nothing else has been changed.',
    next: 'Start it again when you like.',
  })
}

function countClasses(counts: number[], labels: Uint8Array, source: string): void {
  for (const label of labels) {
    const count = counts[label]
    if (count === undefined) throw badFile(source, `has the label ${label}, but there are ${counts.length} classes`)
    counts[label] = count + 1
  }
}

/** A split to be packed. `source` names it in messages. */
export interface SplitToPack {
  readonly name: string
  readonly source: string
  readonly opened: OpenedDataset
}

/**
 * Packs a split into `folder`: `<split>.pixels` (uint8 NHWC) and, with labels, `<split>.labels` (one uint8 an image).
 * @throws StudioError `INVALID_INPUT` for a bad source, `CANCELLED`
 */
export async function packSplit(
  disk: Disk,
  folder: string,
  { name, source, opened }: SplitToPack,
  classes: number,
  { onImages, signal }: PackWatch,
): Promise<PackedSplit> {
  const classCounts = opened.labelled ? new Array<number>(classes).fill(0) : []
  const pixels = await createHashed(disk, folder, `${name}.pixels`)
  const open = [pixels]
  try {
    const labels = opened.labelled ? await createHashed(disk, folder, `${name}.labels`) : null
    if (labels) open.push(labels)
    for await (const batch of opened.items()) {
      if (signal?.aborted) throw cancelledError('Unpacking')
      await pixels.write(batch.pixels)
      if (labels && batch.labels) {
        countClasses(classCounts, batch.labels, source)
        await labels.write(batch.labels)
      }
      onImages(batch.count)
    }
    const records: FileRecord[] = []
    for (let file = open.pop(); file; file = open.pop()) records.unshift(await file.finish())
    const [pixelsRecord, labelsRecord = null] = records
    if (!pixelsRecord) throw new Error('the pixels were not written')
    return { name, count: opened.count, classCounts, pixels: pixelsRecord, labels: labelsRecord }
  } catch (error) {
    for (const file of open) await file.abandon()
    throw error
  }
}

/** Writes the manifest of a dataset into its folder. */
export async function writeManifest(disk: Disk, folder: string, manifest: DatasetManifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await writeFile(disk, join(folder, manifestName), new TextEncoder().encode(text))
}
