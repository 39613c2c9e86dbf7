import type { Latent } from '@shared/architecture/spec'
import { deviationOf, type LatentDirections, shifted } from '@shared/latent/direction'
import { pathOf } from '@shared/latent/film'
import { pathAt } from '@shared/latent/path'
import { formatPoint, latentOfPoint, parsePoint } from '@shared/latent/point'
import type { KeptDirection } from './kept-directions'
import { originOf } from './place'
import type { useLatent } from './store'

/** What the stage shows, as a model takes it. */
export interface ShownLatent {
  readonly values: Float32Array
  readonly identifier: string
}

/** The direction of one of a latent's numbers, from 1 on. */
export const axisName = (index: number): string => `z${index + 1}`

/** The direction of a name: a principal one, one of a person's own, or a number of the latent; undefined if it does not fit. */
export function directionNamed(
  name: string,
  latent: Latent,
  principal: LatentDirections,
  own: readonly KeptDirection[],
): ArrayLike<number> | undefined {
  const found = own.find((one) => one.name === name) ?? principal.find((one) => one.name === name)
  if (found) return found.values.length === latent.size ? found.values : undefined
  const axis = /^z(\d{1,4})$/.exec(name)?.[1]
  if (axis === undefined || Number(axis) > latent.size) return undefined
  return Float32Array.from({ length: latent.size }, (_, i) => (axisName(i) === name ? 1 : 0))
}

/** The latent of an identifier; undefined where it does not fit the model. */
export function latentNamed(identifier: string, latent: Latent): ShownLatent | undefined {
  const point = parsePoint(identifier)
  const values = point && latentOfPoint(point, latent)
  return values && { values, identifier }
}

/** The latent that is shown; undefined where it does not fit the model, or the film has no keyframe. */
export function shownLatent(
  state: Pick<
    ReturnType<typeof useLatent>,
    'shown' | 'place' | 'truncation' | 'film' | 'share' | 'moves' | 'directions'
  >,
  latent: Latent,
  principal: LatentDirections = [],
): ShownLatent | undefined {
  const { shown, truncation } = state
  if (shown.type === 'film') {
    const path = state.film.keyframes.length > 0 ? pathOf(state.film, latent) : undefined
    const values = path && pathAt(path, state.share)
    return values && { values, identifier: formatPoint({ origin: { type: 'z', values }, truncation: 1 }) }
  }
  const origin = shown.type === 'held' ? shown.point.origin : originOf(state.place)
  const moves = [...state.moves].flatMap(([name, sigmas]) => {
    const direction = directionNamed(name, latent, principal, state.directions)
    return direction === undefined ? [] : [{ direction, amount: sigmas * deviationOf(latent.prior) }]
  })
  if (moves.length === 0) {
    const values = latentOfPoint({ origin, truncation }, latent)
    return values && { values, identifier: formatPoint({ origin, truncation }) }
  }
  const still = latentOfPoint({ origin, truncation: 1 }, latent)
  if (still === undefined) return undefined
  const moved = { origin: { type: 'z', values: shifted(still, moves) }, truncation } as const
  const values = latentOfPoint(moved, latent)
  return values && { values, identifier: formatPoint(moved) }
}
