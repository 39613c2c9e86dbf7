import type { Size } from '../../ui/whole-factor'

/** Pixels of a caption's line, and between pictures. */
export const CAPTION = 22
const GAP = 8
const MARGIN = 8

/** Where the pictures of a frame lie, with room for a caption over each. */
export interface FilmLayout extends Size {
  readonly factor: number
  readonly cells: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]
}

/**
 * Pictures beside each other in rows that make the frame about as wide as 16:9, each at the largest whole factor with which the
 * frame stays within `most` pixels on its longer side; even, as films want it.
 */
export function filmLayout(pictures: readonly Size[], most: number): FilmLayout {
  const width = Math.max(1, ...pictures.map((picture) => picture.width))
  const height = Math.max(1, ...pictures.map((picture) => picture.height))
  const columns = Math.max(
    1,
    Math.min(pictures.length, Math.round(Math.sqrt((pictures.length * 16 * height) / (9 * width)))),
  )
  const rows = Math.ceil(pictures.length / columns)
  const size = (factor: number): Size => ({
    width: 2 * MARGIN + columns * width * factor + (columns - 1) * GAP,
    height: 2 * MARGIN + rows * (height * factor + CAPTION) + (rows - 1) * GAP,
  })
  let factor = 1
  while (factor < 8 && Math.max(size(factor + 1).width, size(factor + 1).height) <= most) factor++
  const cells = pictures.map((picture, i) => ({
    x: MARGIN + (i % columns) * (width * factor + GAP),
    y: MARGIN + Math.floor(i / columns) * (height * factor + CAPTION + GAP) + CAPTION,
    width: picture.width * factor,
    height: picture.height * factor,
  }))
  const even = (value: number) => value + (value % 2)
  const whole = size(factor)
  return { width: even(whole.width), height: even(whole.height), factor, cells }
}

/** At most `most` of some places spread evenly, the first and the last among them. */
export function spread<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(items.length, most)
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? items.length - 1 : Math.round((i * (items.length - 1)) / (count - 1)),
  ).flatMap((at) => items.slice(at, at + 1))
}
