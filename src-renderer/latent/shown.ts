import type { Latent } from '@shared/architecture/spec'
import { pathOf } from '@shared/latent/film'
import { pathAt } from '@shared/latent/path'
import { formatPoint, latentOfPoint } from '@shared/latent/point'
import { originOf } from './place'
import type { useLatent } from './store'

/** What the stage shows, as a model takes it. */
export interface ShownLatent {
  readonly values: Float32Array
  readonly identifier: string
}

/** The latent that is shown; undefined where it does not fit the model, or the film has no keyframe. */
export function shownLatent(
  state: Pick<ReturnType<typeof useLatent>, 'shown' | 'place' | 'truncation' | 'film' | 'share'>,
  latent: Latent,
): ShownLatent | undefined {
  const { shown, truncation } = state
  if (shown.type === 'film') {
    const path = state.film.keyframes.length > 0 ? pathOf(state.film, latent) : undefined
    const values = path && pathAt(path, state.share)
    return values && { values, identifier: formatPoint({ origin: { type: 'z', values }, truncation: 1 }) }
  }
  const origin = shown.type === 'held' ? shown.point.origin : originOf(state.place)
  const values = latentOfPoint({ origin, truncation }, latent)
  return values && { values, identifier: formatPoint({ origin, truncation }) }
}
