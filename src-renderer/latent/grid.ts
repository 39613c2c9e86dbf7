import type { Latent } from '@shared/architecture/spec'
import { MAX_FRAME_COUNT } from '@shared/latent/frames'
import { formatPoint, type LatentOrigin, latentOfPoint } from '@shared/latent/point'
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

/** Pictures side by side, row by row. */
export interface Grid {
  readonly columns: number
  readonly rows: number
  readonly cells: readonly GridCell[]
  /** Latents of all pictures in the order in which they are drawn, and for each cell its place in that order. */
  readonly latents: Float32Array
  readonly order: readonly number[]
}

/** Pictures on a side of the map of a latent space of two numbers, and how far it reaches from the middle in σ of a normal prior. */
const MAP = { side: 15, reach: 2.5 } as const
/** Seeds beside one another. */
const SEEDS = { columns: 8, rows: 6 } as const

interface Drawn {
  readonly origin: LatentOrigin
  readonly label: number | null
  readonly name: string
}

/** @param count pictures that are drawn for it; more than cells where some are not shown */
function gridOf(
  columns: number,
  drawn: readonly Drawn[],
  {
    count = drawn.length,
    orderOf = (cell) => cell,
  }: { readonly count?: number; readonly orderOf?: (cell: number) => number },
  truncation: number,
  latent: Latent,
): Grid {
  const order = drawn.map((_, cell) => orderOf(cell))
  const latents = new Float32Array(count * latent.size)
  const cells = drawn.map(({ origin, label, name }, cell) => {
    const point = { origin, truncation }
    latents.set(latentOfPoint(point, latent) ?? new Float32Array(latent.size), (order[cell] ?? 0) * latent.size)
    return { identifier: formatPoint(point), label, name }
  })
  return { columns, rows: drawn.length / columns, cells, latents, order }
}

const number = (value: number): string => value.toFixed(2).replace('-', '−')

/** The map of a latent space of two numbers: the first grows to the right, the second upwards. */
function latentMap(latent: Latent): Grid {
  const { side } = MAP
  const reach = latent.prior === 'normal' ? MAP.reach : 1
  const at = (place: number) => (2 * reach * place) / (side - 1) - reach
  const drawn = Array.from({ length: side * side }, (_, cell) => {
    const values = Float32Array.of(at(cell % side), -at(Math.floor(cell / side)))
    const name = `z1 ${number(values[0] ?? 0)}, z2 ${number(values[1] ?? 0)}`
    return { origin: { type: 'z', values } as const, label: null, name }
  })
  return gridOf(side, drawn, {}, 1, latent)
}

const seedName = (origin: LatentOrigin): string =>
  origin.type === 'seed' ? `seed ${origin.seed}` : formatPoint({ origin, truncation: 1 })

/**
 * What a grid of a model shows: a row for each class and a column for each seed from a place on; the map of a latent space of two
 * numbers; else seeds of the plane around the place.
 * @param names of the classes
 */
export function gridFor(
  { latent, classes }: { readonly latent: Latent; readonly classes: number | null },
  place: Place,
  truncation: number,
  names: readonly string[],
): Grid {
  const first = snapped(place)
  if (classes !== null) {
    const rows = Math.min(classes, 32)
    const columns = Math.max(1, Math.min(SEEDS.columns, Math.floor(MAX_FRAME_COUNT / classes)))
    const drawn = Array.from({ length: rows * columns }, (_, cell) => {
      const label = Math.floor(cell / columns)
      const origin = originOf(moved(first, cell % columns, 0))
      return { origin, label, name: `${names[label] ?? `Class ${label}`}, ${seedName(origin)}` }
    })
    // Classes are drawn in turn: each seed has all of them one after the other, also those that have no row.
    const orderOf = (cell: number) => (cell % columns) * classes + Math.floor(cell / columns)
    return gridOf(columns, drawn, { count: columns * classes, orderOf }, truncation, latent)
  }
  if (latent.size === 2) return latentMap(latent)
  const { columns, rows } = SEEDS
  const drawn = Array.from({ length: columns * rows }, (_, cell) => {
    const origin = originOf(moved(first, (cell % columns) - columns / 2, Math.floor(cell / columns) - rows / 2))
    return { origin, label: null, name: seedName(origin) }
  })
  return gridOf(columns, drawn, {}, truncation, latent)
}
