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
  moves: new Map<string, number>(),
  directions: [],
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

  it('is moved along directions by σ, and its name still gives the same numbers', () => {
    const principal = [{ name: 'PC1', share: 0.5, values: [0, 1, 0, 0, 0, 0] }]
    const moves = new Map([
      ['PC1', 2],
      ['z3', -1],
      ['of another model', 3],
    ])
    const shown = shownLatent({ ...state, moves, shown: { type: 'plane' } }, latent, principal)
    const still = planeLatent(3.5, 1, latent)
    const expected = still.map((value, i) => (value + (i === 1 ? 2 : i === 2 ? -1 : 0)) / 2)
    expect(shown?.values).toEqual(expected)
    expect(read(shown?.identifier)).toEqual(expected)
    const uniform = shownLatent(
      { ...state, moves, truncation: 1, shown: { type: 'plane' } },
      { size: 6, prior: 'uniform' },
      principal,
    )
    const before = planeLatent(3.5, 1, { size: 6, prior: 'uniform' })
    expect((uniform?.values[1] ?? 0) - (before[1] ?? 0)).toBeCloseTo(2 / Math.sqrt(3), 5)
  })

  it('is nothing where a held latent has another size, or the film no keyframe', () => {
    const point = parsePoint('z:AACAPw')
    if (!point) throw new Error('no point')
    expect(shownLatent({ ...state, shown: { type: 'held', point } }, latent)).toBeUndefined()
    const empty = { ...state, film: { ...state.film, keyframes: [] } }
    expect(shownLatent({ ...empty, shown: { type: 'film' } }, latent)).toBeUndefined()
  })
})
