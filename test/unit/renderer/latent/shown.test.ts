import { planeLatent } from '@shared/latent/blend'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { latentOf, slerp } from '@shared/latent/vectors'
import { describe, expect, it } from 'vitest'
import { shownLatent } from '../../../../src-renderer/latent/shown'

const latent = { size: 6, prior: 'normal' } as const
const film = { keyframes: ['seed:1', 'seed:2'], way: 'slerp', easing: 'linear', loop: false } as const
const state = {
  place: { x: 3.5, y: 1 },
  truncation: 0.5,
  share: 0.25,
  film: { ...film, keyframes: [...film.keyframes] },
}
const read = (text: string | undefined) => {
  const point = parsePoint(text ?? '')
  return point && latentOfPoint(point, latent)
}

describe('what is shown', () => {
  it('is a blend of seeds, truncated, by a short name', () => {
    const shown = shownLatent({ ...state, shown: { type: 'plane' } }, latent)
    expect(shown?.identifier).toBe('plane:3.5,1/psi:0.5')
    expect(shown?.values).toEqual(planeLatent(3.5, 1, latent).map((value) => value / 2))
  })

  it('is a point of the film, whose name gives the same numbers', () => {
    const shown = shownLatent({ ...state, shown: { type: 'film' } }, latent)
    expect(shown?.values).toEqual(slerp(latentOf(1, latent), latentOf(2, latent), 0.25))
    expect(read(shown?.identifier)).toEqual(shown?.values)
  })

  it('is nothing where a held latent has another size, or the film no keyframe', () => {
    const point = parsePoint('z:AACAPw')
    if (!point) throw new Error('no point')
    expect(shownLatent({ ...state, shown: { type: 'held', point } }, latent)).toBeUndefined()
    const empty = { ...state, film: { ...state.film, keyframes: [] } }
    expect(shownLatent({ ...empty, shown: { type: 'film' } }, latent)).toBeUndefined()
  })
})
