import type { Latent } from '@shared/architecture/spec'
import { formatPoint, type LatentOrigin, latentOfPoint } from '@shared/latent/point'
import type { Size } from '../ui/whole-factor'
import { classLayout, type Layout, mapSide, type Room, seedLayout } from './grid-layout'
import { moved, originOf, type Place, snapped } from './place'

/** One picture of a grid. */
export interface GridCell {
  /** Of its latent. */
  readonly identifier: string
  /** The class that it is drawn in; null for a model without classes. */
  readonly label: number | null
  /** What it is, in a few words. */
  readonly name: string
}

/** What stands beside a grid: a text for each column and each row, some of them empty, and the room that they take in CSS pixels. */
export interface Headings {
  readonly columns: readonly string[]
  readonly rows: readonly string[]
  readonly left: number
  readonly top: number
}

/** Pictures side by side, row by row. */
export interface Grid extends Layout {
  readonly cells: readonly GridCell[]
  readonly headings: Headings
  /** How far the map of two numbers reaches from its middle; undefined for another grid. */
  readonly reach?: number
  /** Latents of all pictures in the order in which they are drawn, and for each cell its place in that order. */
  readonly latents: Float32Array
  readonly order: readonly number[]
}

/** The room that a grid with its headings has, in CSS pixels, and device pixels per CSS pixel. */
export interface Stage {
  readonly space: Size
  readonly ratio: number
}

/** How far the map of a latent space of two numbers reaches from the middle, in σ of a normal prior. */
const REACH = 2.5
const TOP = 20
/** Room for “seed 123”, for the name of a class, and for a number. */
const LEFT = { seeds: 56, classes: 96, numbers: 48 } as const
const noHeadings: Headings = { columns: [], rows: [], left: 0, top: 0 }

/** The room that headings leave. */
const roomOf = ({ space, ratio }: Stage, image: Size, { left, top }: Pick<Headings, 'left' | 'top'>): Room => ({
  space: { width: Math.floor((space.width - left) * ratio), height: Math.floor((space.height - top) * ratio) },
  image,
})

interface Drawn {
  readonly origin: LatentOrigin
  readonly label: number | null
  readonly name: string
}

/** @param count pictures that are drawn for it; more than cells where some are not shown */
function gridOf(
  { columns, rows, headings }: Layout & { readonly headings: Headings },
  cellAt: (column: number, row: number) => Drawn,
  { latent, truncation }: { readonly latent: Latent; readonly truncation: number },
  {
    count = columns * rows,
    orderOf = (column, row) => row * columns + column,
  }: { readonly count?: number; readonly orderOf?: (column: number, row: number) => number } = {},
): Grid {
  const places = Array.from(
    { length: columns * rows },
    (_, cell) => [cell % columns, Math.floor(cell / columns)] as const,
  )
  const order = places.map((place) => orderOf(...place))
  const latents = new Float32Array(count * latent.size)
  const cells = places.map((place, cell) => {
    const { origin, label, name } = cellAt(...place)
    const point = { origin, truncation }
    latents.set(latentOfPoint(point, latent) ?? new Float32Array(latent.size), (order[cell] ?? 0) * latent.size)
    return { identifier: formatPoint(point), label, name }
  })
  return { columns, rows, headings, cells, latents, order }
}

const number = (value: number): string => value.toFixed(2).replace('-', '−')

/** The map of a latent space of two numbers: the first grows to the right, the second upwards. */
function latentMap(latent: Latent, stage: Stage, image: Size): Grid {
  const extent = { left: LEFT.numbers, top: TOP }
  const side = mapSide(roomOf(stage, image, extent))
  const reach = latent.prior === 'normal' ? REACH : 1
  const at = (place: number) => (2 * reach * place) / (side - 1) - reach
  const middle = (side - 1) / 2
  const told = (place: number, axis: string) =>
    place === middle ? `${axis} = 0` : place === 0 || place === side - 1 ? number(at(place)) : ''
  const headings = {
    columns: Array.from({ length: side }, (_, place) => told(place, 'z1')),
    rows: Array.from({ length: side }, (_, row) => told(side - 1 - row, 'z2')),
    ...extent,
  }
  const cellAt = (column: number, row: number) => {
    const values = Float32Array.of(at(column), -at(row))
    const name = `z1 ${number(values[0] ?? 0)}, z2 ${number(values[1] ?? 0)}`
    return { origin: { type: 'z', values } as const, label: null, name }
  }
  return { ...gridOf({ columns: side, rows: side, headings }, cellAt, { latent, truncation: 1 }), reach }
}

/** Where two numbers lie on a map, in shares of its width and height; undefined where there is no map, or beyond its edge. */
export function spotOn(
  { columns, rows, reach }: Grid,
  values: ArrayLike<number>,
): { readonly x: number; readonly y: number } | undefined {
  if (reach === undefined) return undefined
  const share = (value: number, count: number) => (((value + reach) / (2 * reach)) * (count - 1) + 0.5) / count
  const [x, y] = [share(values[0] ?? 0, columns), share(-(values[1] ?? 0), rows)]
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : undefined
}

const seedName = (origin: LatentOrigin): string =>
  origin.type === 'seed' ? `seed ${origin.seed}` : formatPoint({ origin, truncation: 1 })

/** What is shown at the top left of the grids that are about a place of the plane. */
interface About {
  readonly latent: Latent
  readonly place: Place
  readonly truncation: number
}

/** Classes one way, and the other way seeds from a place on. */
function classGrid(
  { latent, place, truncation }: About,
  { classes, names }: { readonly classes: number; readonly names: readonly string[] },
  stage: Stage,
  image: Size,
): Grid {
  const extent = (across: boolean) => ({ left: across ? LEFT.seeds : LEFT.classes, top: TOP })
  const layout = classLayout((across) => roomOf(stage, image, extent(across)), classes)
  const origins = Array.from({ length: layout.seeds }, (_, seed) => originOf(moved(place, seed, 0)))
  const nameOf = (label: number) => names[label] ?? `Class ${label}`
  const labels = Array.from({ length: layout.classes }, (_, label) => nameOf(label))
  const seeds = origins.map((origin) => (origin.type === 'plane' ? `${origin.x}, ${origin.y}` : seedName(origin)))
  const { across } = layout
  const [columns, rows] = across ? [labels, seeds] : [seeds, labels]
  const headings = { columns, rows, ...extent(across) }
  const pair = (column: number, row: number) => (across ? ([column, row] as const) : ([row, column] as const))
  const cellAt = (column: number, row: number) => {
    const [label, seed] = pair(column, row)
    const origin = origins[seed] ?? originOf(place)
    return { origin, label, name: `${nameOf(label)}, ${seedName(origin)}` }
  }
  // Classes are drawn in turn: each seed has all of them one after the other, also those that are not shown.
  const orderOf = (column: number, row: number) => {
    const [label, seed] = pair(column, row)
    return seed * classes + label
  }
  const about = { latent, truncation }
  return gridOf({ columns: columns.length, rows: rows.length, headings }, cellAt, about, {
    count: layout.seeds * classes,
    orderOf,
  })
}

/** Seeds of the plane around a place. */
function seedGrid({ latent, place, truncation }: About, stage: Stage, image: Size): Grid {
  const layout = seedLayout(roomOf(stage, image, noHeadings))
  const [left, up] = [Math.floor(layout.columns / 2), Math.floor(layout.rows / 2)]
  const cellAt = (column: number, row: number) => {
    const origin = originOf(moved(place, column - left, row - up))
    return { origin, label: null, name: seedName(origin) }
  }
  return gridOf({ ...layout, headings: noHeadings }, cellAt, { latent, truncation })
}

/**
 * What a grid of a model shows, as large as the stage allows: classes by seeds; the map of two numbers; else seeds of the plane.
 * @param names of the classes
 */
export function gridFor(
  { latent, classes, image }: { readonly latent: Latent; readonly classes: number | null; readonly image: Size },
  stage: Stage,
  place: Place,
  truncation: number,
  names: readonly string[],
): Grid {
  const about = { latent, place: snapped(place), truncation }
  if (classes !== null) return classGrid(about, { classes, names }, stage, image)
  return latent.size === 2 ? latentMap(latent, stage, image) : seedGrid(about, stage, image)
}
