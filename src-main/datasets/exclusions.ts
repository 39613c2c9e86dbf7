import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { SplitName } from '@shared/datasets/split'
import { z } from 'zod'
import { replaceFile } from './atomic'
import type { Disk } from './disk'
import type { PackedSplit } from './manifest'

/** Name of the list in a dataset's folder. */
export const exclusionsName = 'excluded.json'

/** What is left out of training: single images by split and place, and whole classes. Nothing of the dataset is changed. */
export const Exclusions = z.object({
  format: z.literal('gan-studio-exclusions'),
  version: z.literal(1),
  classes: z.array(z.string()),
  images: z.record(SplitName, z.array(z.int().nonnegative())),
})
export type Exclusions = z.infer<typeof Exclusions>

export const noExclusions: Exclusions = { format: 'gan-studio-exclusions', version: 1, classes: [], images: {} }

/** Reads the list of a dataset's folder; without one nothing is left out. @throws StudioError `DATASET_DAMAGED` */
export async function readExclusions(folder: string): Promise<Exclusions> {
  const file = join(folder, exclusionsName)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return noExclusions
  try {
    return Exclusions.parse(JSON.parse(text))
  } catch {
    throw new StudioError('DATASET_DAMAGED', `The list of excluded images is damaged: ${file}`, {
      safe: 'The images have not been touched.',
      next: 'Remove the file to restore every image, or bring it back from a backup.',
    })
  }
}

/** Writes the list, in place of an earlier one. */
export async function writeExclusions(disk: Disk, folder: string, exclusions: Exclusions): Promise<void> {
  const text = `${JSON.stringify(exclusions)}\n`
  await replaceFile(disk, join(folder, exclusionsName), new TextEncoder().encode(text))
}

/** A change of the list: what is left out from now on, or no longer. */
export interface ExclusionChange {
  readonly split: string
  readonly images: readonly number[]
  readonly classes: readonly string[]
}

/** The list with more on it, or less. */
export function changeExclusions(
  list: Exclusions,
  { split, images, classes }: ExclusionChange,
  action: 'exclude' | 'restore',
): Exclusions {
  const change = <T>(known: readonly T[], wanted: readonly T[]): T[] => {
    const set = new Set(known)
    for (const item of wanted) {
      if (action === 'exclude') set.add(item)
      else set.delete(item)
    }
    return [...set]
  }
  const own = change(list.images[split] ?? [], images).sort((a, b) => a - b)
  const { [split]: _, ...others } = list.images
  return {
    ...list,
    classes: change(list.classes, classes).sort(),
    images: own.length === 0 ? others : { ...others, [split]: own },
  }
}

/**
 * The images of a split that are left, by their places; null where nothing is left out.
 * @param labels of the split, undefined without labels
 */
export function keptPlaces(
  { name, count }: Pick<PackedSplit, 'name' | 'count'>,
  list: Exclusions,
  classes: readonly string[],
  labels: Uint8Array | undefined,
): number[] | null {
  const images = new Set(list.images[name] ?? [])
  const numbers = new Set(list.classes.map((className) => classes.indexOf(className)))
  const isOut = (place: number) => images.has(place) || (labels !== undefined && numbers.has(labels[place] ?? -1))
  if (images.size === 0 && (labels === undefined || list.classes.length === 0)) return null
  const kept: number[] = []
  for (let place = 0; place < count; place++) if (!isOut(place)) kept.push(place)
  return kept.length === count ? null : kept
}
