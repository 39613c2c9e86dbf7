import type { LatentOrigin } from '@shared/latent/point'

/** A place on the seed plane. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Places are kept to thousandths, so that their identifiers stay short. */
const FINE = 1000
/** The plane goes on for ever; numbers beyond these would lose their thousandths. */
const FURTHEST = 1e9

const fine = (value: number): number => Math.min(FURTHEST, Math.max(-FURTHEST, Math.round(value * FINE) / FINE)) + 0

/** The place some seeds further. */
export const moved = ({ x, y }: Place, right: number, down: number): Place => ({
  x: fine(x + right),
  y: fine(y + down),
})

/** The nearest seed's place. */
export const snapped = ({ x, y }: Place): Place => ({ x: Math.round(x) + 0, y: Math.round(y) + 0 })

/** Whether a place is exactly a seed. */
export const isSeed = ({ x, y }: Place): boolean => Number.isInteger(x) && Number.isInteger(y)

/** The origin that a place is written down as: a seed where it is one of the first row. */
export const originOf = ({ x, y }: Place): LatentOrigin =>
  y === 0 && Number.isInteger(x) && x >= 0 ? { type: 'seed', seed: x } : { type: 'plane', x, y }

/** The place of an origin on the plane; undefined for one that is not on it. */
export function placeOf(origin: LatentOrigin): Place | undefined {
  switch (origin.type) {
    case 'seed':
      return { x: origin.seed, y: 0 }
    case 'plane':
      return { x: origin.x, y: origin.y }
    case 'circle':
    case 'z':
      return undefined
  }
}

/** Speeds of dragging, in seeds for 100 pixels. */
export const speeds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5] as const
export const normalSpeed = 0.5

/** The next faster or slower speed. */
export function changedSpeed(speed: number, faster: boolean): number {
  const at = speeds.findIndex((one) => one >= speed)
  return speeds[Math.min(speeds.length - 1, Math.max(0, at + (faster ? 1 : -1)))] ?? normalSpeed
}

/** Where a drag leads: the plane goes with the hand, so the place goes the other way. */
export const dragged = (from: Place, { dx, dy }: { dx: number; dy: number }, speed: number): Place =>
  moved(from, (-dx * speed) / 100, (-dy * speed) / 100)
