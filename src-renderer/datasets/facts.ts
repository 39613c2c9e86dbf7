import type { Dataset, Split } from '@shared/datasets/dataset'

/** Images in all splits together. */
export const imageCount = ({ splits }: Dataset): number => splits.reduce((sum, { count }) => sum + count, 0)

/** Most images first; by name where they have equally many. */
export const largestFirst = (datasets: readonly Dataset[]): Dataset[] =>
  [...datasets].sort((a, b) => imageCount(b) - imageCount(a) || a.name.localeCompare(b.name))

/** Size and colour of the images: “28 × 28 · grey”. */
export const imageWords = ({ image }: Dataset): string =>
  `${image.width} × ${image.height} · ${image.channels === 1 ? 'grey' : 'colour'}`

/** The split that is shown first: the largest. */
export const mainSplit = ({ splits }: Dataset): Split | undefined =>
  splits.reduce<Split | undefined>((best, split) => (best && best.count >= split.count ? best : split), undefined)

/** A bar of a class histogram. */
export interface ClassBar {
  readonly name: string
  readonly count: number
  /** Of the largest class, 0 to 1. */
  readonly length: number
  /** Of all images of the split, 0 to 1. */
  readonly share: number
}

/** The class histogram of a split; empty without labels. */
export function classBars(classes: readonly string[], { classCounts }: Split): ClassBar[] {
  const largest = Math.max(1, ...classCounts)
  const total = Math.max(
    1,
    classCounts.reduce((sum, count) => sum + count, 0),
  )
  return classes.map((name, index) => {
    const count = classCounts[index] ?? 0
    return { name, count, length: count / largest, share: count / total }
  })
}
