import type { Skipped, SplitChoice } from '@shared/datasets/import'
import { stream } from '@shared/random/generator'
import { type ImageRecord, isUsed } from './journal'
import type { Plan } from './plan'

/** A used image: its number in the plan, where its pixels are, and its size before. */
export interface UsedImage {
  readonly image: number
  /** Bytes into the pixels of finished chunks. */
  readonly position: number
  readonly height: number
  readonly width: number
  readonly digest: string
}

/** Images of a split in the order in which they are packed. */
export interface ArrangedSplit {
  readonly name: string
  readonly images: readonly UsedImage[]
}

/** What an import packs, and what it skipped on the way. */
export interface Arrangement {
  readonly splits: readonly ArrangedSplit[]
  readonly skipped: readonly Skipped[]
}

/** The used images in the order of the plan; later ones with the pixels of an earlier one are skipped if that is wanted. */
function usedImages(
  plan: Plan,
  records: readonly { readonly bytes: number; readonly images: readonly ImageRecord[] }[],
  imageBytes: number,
): { used: UsedImage[]; skipped: Skipped[] } {
  const all: (UsedImage & { twin: string })[] = []
  const failed: { image: number; skip: Skipped }[] = []
  let position = 0
  for (const { images } of records) {
    for (const record of images) {
      if (isUsed(record)) {
        const [image, height, width, digest, twin] = record
        all.push({ image, position, height, width, digest, twin })
        position += imageBytes
      } else {
        const [image, reason, details] = record
        failed.push({ image, skip: { path: plan.nameOf(image), reason, details } })
      }
    }
  }
  all.sort((a, b) => a.image - b.image)
  const seen = new Map<string, number>()
  const used: UsedImage[] = []
  for (const { twin, ...item } of all) {
    const first = twin === '' ? undefined : seen.get(twin)
    if (first === undefined) {
      seen.set(twin, item.image)
      used.push(item)
    } else {
      const details = `the same pixels as ${plan.nameOf(first)}`
      failed.push({ image: item.image, skip: { path: plan.nameOf(item.image), reason: 'duplicate', details } })
    }
  }
  failed.sort((a, b) => a.image - b.image)
  return { used, skipped: failed.map(({ skip }) => skip) }
}

/** The number of images of each part; they add up to `count`. */
function shares(count: number, parts: readonly { readonly share: number }[]): number[] {
  let before = 0
  let given = 0
  return parts.map(({ share }, index) => {
    before += share
    const end = index === parts.length - 1 ? count : Math.round(before * count)
    const own = end - given
    given = end
    return own
  })
}

/** The split of a dataset that is not divided. */
const onlySplit = 'train'

/** The split of each of `used`, by name. */
function splitNames(plan: Plan, used: readonly UsedImage[], choice: SplitChoice): readonly string[] {
  switch (choice.by) {
    case 'none':
      return used.map(() => onlySplit)
    case 'source':
      return used.map(({ image }) => plan.splits?.[image] ?? onlySplit)
    case 'ratio': {
      const order = Uint32Array.from({ length: used.length }, (_, index) => index)
      stream(choice.seed, 'split').shuffle(order)
      const names = new Array<string>(used.length).fill('')
      let at = 0
      for (const [part, count] of shares(used.length, choice.parts).entries()) {
        for (const index of order.subarray(at, at + count)) names[index] = choice.parts[part]?.name ?? ''
        at += count
      }
      return names
    }
  }
}

/** `train` first, then as they come in the alphabet. */
const bySplit = (a: string, b: string): number => (a === 'train' ? -1 : b === 'train' ? 1 : a < b ? -1 : 1)

/** Decides what is packed where. It follows from source and choices alone, whatever the order in which chunks finished. */
export function arrange(
  plan: Plan,
  records: readonly { readonly bytes: number; readonly images: readonly ImageRecord[] }[],
  imageBytes: number,
  choice: SplitChoice,
): Arrangement {
  const { used, skipped } = usedImages(plan, records, imageBytes)
  const names = splitNames(plan, used, choice)
  const splits = new Map<string, UsedImage[]>()
  for (const [index, image] of used.entries()) {
    const name = names[index] ?? ''
    const images = splits.get(name)
    if (images) images.push(image)
    else splits.set(name, [image])
  }
  const ordered = [...splits].sort(([a], [b]) => bySplit(a, b))
  return { splits: ordered.map(([name, images]) => ({ name, images })), skipped }
}
