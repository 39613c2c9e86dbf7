import { MAX_FRAME_COUNT } from '@shared/latent/frames'
import type { Size } from '../ui/whole-factor'

/** Device pixels between the pictures of a grid. */
export const GAP = 1

/** The room that a grid has, and the size of one picture, in device pixels. */
export interface Room {
  readonly space: Size
  readonly image: Size
}

/** How many pictures a grid has each way. */
export interface Layout {
  readonly columns: number
  readonly rows: number
}

/** How many pictures of so many pixels, enlarged by a factor, lie one after the other in a length. */
const fitting = (length: number, side: number, factor: number): number =>
  Math.max(0, Math.floor((length + GAP) / (side * factor + GAP)))

/** The largest whole factor at which so many pictures lie one after the other in a length, at least 1. */
const factorFor = (length: number, side: number, count: number): number =>
  Math.max(1, Math.floor(((length + GAP) / count - GAP) / side))

/** The largest whole factor, at least 1, at which a grid lies in its room. */
export const gridFactor = ({ space, image }: Room, { columns, rows }: Layout): number =>
  Math.min(factorFor(space.width, image.width, columns), factorFor(space.height, image.height, rows))

/** Device pixels that a grid takes. */
export const gridSize = (image: Size, { columns, rows }: Layout, factor: number): Size => ({
  width: columns * (image.width * factor + GAP) - GAP,
  height: rows * (image.height * factor + GAP) - GAP,
})

/** Seeds that each class is drawn for: fewer tell nothing, more take long to draw. */
const SEEDS = { least: 4, most: 16 } as const

/** Classes by seeds: which way the classes run, and how many of both there is room for. */
export interface ClassLayout {
  /** Whether each class has a column, and each seed a row; else the other way about. */
  readonly across: boolean
  /** Classes that are shown, from the first on. */
  readonly classes: number
  readonly seeds: number
}

function classesAlong(
  across: boolean,
  { space, image }: Room,
  count: number,
): ClassLayout & { readonly factor: number } {
  const [along, side] = across ? [space.width, image.width] : [space.height, image.height]
  const [other, otherSide] = across ? [space.height, image.height] : [space.width, image.width]
  const most = Math.max(1, Math.min(SEEDS.most, Math.floor(MAX_FRAME_COUNT / count)))
  const factor = Math.min(factorFor(along, side, count), factorFor(other, otherSide, Math.min(most, SEEDS.least)))
  return {
    across,
    classes: Math.max(1, Math.min(count, fitting(along, side, factor))),
    seeds: Math.max(1, Math.min(most, fitting(other, otherSide, factor))),
    factor,
  }
}

/**
 * Classes by seeds as large as the room allows: the way of which more classes are shown, then the one with the larger pictures, then
 * with more of them.
 * @param roomOf the room that labels leave for classes across, or down
 */
export function classLayout(roomOf: (across: boolean) => Room, count: number): ClassLayout {
  const [across, down] = [classesAlong(true, roomOf(true), count), classesAlong(false, roomOf(false), count)]
  const better =
    across.classes - down.classes ||
    across.factor - down.factor ||
    across.classes * across.seeds - down.classes * down.seeds
  const { factor: _, ...layout } = better >= 0 ? across : down
  return layout
}

/** So many seeds at least are shown side by side where there is room for them. */
const OVERVIEW = 28

/** Seeds side by side: the largest pictures of which there is room for an overview. */
export function seedLayout({ space, image }: Room): Layout {
  const at = (factor: number): Layout => ({
    columns: Math.max(1, fitting(space.width, image.width, factor)),
    rows: Math.max(1, fitting(space.height, image.height, factor)),
  })
  let layout = at(1)
  for (let factor = 2; at(factor).columns * at(factor).rows >= OVERVIEW; factor++) layout = at(factor)
  const columns = Math.min(layout.columns, MAX_FRAME_COUNT)
  return { columns, rows: Math.max(1, Math.min(layout.rows, Math.floor(MAX_FRAME_COUNT / columns))) }
}

/** Pictures on a side of the map of a latent space of two numbers: odd, so that the middle is one of them. */
const SIDES = [15, 13, 11, 9, 7] as const
/** A finer map is taken where it is at most so much smaller than the largest. */
const NEARLY = 0.9

/** Pictures on a side of the map that takes most of its room. */
export function mapSide(room: Room): number {
  const extent = (side: number) => {
    const layout = { columns: side, rows: side }
    const { width, height } = gridSize(room.image, layout, gridFactor(room, layout))
    return width <= room.space.width && height <= room.space.height ? width * height : 0
  }
  const largest = Math.max(...SIDES.map(extent))
  return SIDES.find((side) => extent(side) >= NEARLY * NEARLY * largest && extent(side) > 0) ?? 7
}
