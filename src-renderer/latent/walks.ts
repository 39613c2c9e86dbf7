import { formatPoint } from '@shared/latent/point'

/** Keyframes of a walk through random seeds. */
export const randomWalk = (draw: () => number, count = 6): string[] =>
  Array.from({ length: count }, () => formatPoint({ origin: { type: 'seed', seed: draw() }, truncation: 1 }))

/** Keyframes of a circle through a seed: between quarters of a turn the spherical way is the circle itself. */
export const circularWalk = (a: number, b: number): string[] =>
  [0, 0.25, 0.5, 0.75].map((turn) => formatPoint({ origin: { type: 'circle', a, b, turn }, truncation: 1 }))
