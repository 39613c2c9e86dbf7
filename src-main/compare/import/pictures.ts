import type { ReadImage } from '../../tensorboard/read-events'

/** Pictures of one tag that are kept of a run at most. */
const MOST = 400

const starts: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
]

/** Whether a picture is in a form that the window shows: PNG, JPEG or GIF. */
const isShown = ({ bytes }: ReadImage): boolean => starts.some((start) => start.every((byte, i) => bytes[i] === byte))

/**
 * The pictures of a log that are kept, by tag and step: of several at one step the one that was logged last, of more than 400 of one tag
 * that many, spread evenly with the first and the last; and what was left out, in words.
 */
export function keptPictures(images: readonly ReadImage[]): {
  readonly pictures: ReadImage[]
  readonly notes: string[]
} {
  const shown = images.filter((image) => image.step >= 0 && isShown(image))
  const byTag = new Map<string, Map<number, ReadImage>>()
  for (const image of shown) {
    const bySteps = byTag.get(image.tag) ?? new Map<number, ReadImage>()
    byTag.set(image.tag, bySteps.set(image.step, image))
  }
  const notes: string[] = []
  if (shown.length < images.length) {
    notes.push(`${images.length - shown.length} pictures that are no PNG, JPEG or GIF are left out`)
  }
  const pictures = [...byTag.keys()].sort().flatMap((tag) => {
    const all = [...(byTag.get(tag)?.values() ?? [])].sort((a, b) => a.step - b.step)
    if (all.length <= MOST) return all
    notes.push(`${MOST} of the ${all.length} pictures “${tag}” are kept, spread evenly`)
    return Array.from({ length: MOST }, (_, i) => all[Math.round((i * (all.length - 1)) / (MOST - 1))]).flatMap(
      (image) => image ?? [],
    )
  })
  return { pictures, notes }
}
