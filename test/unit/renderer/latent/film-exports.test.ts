import { Drawing } from '@shared/latent/drawing'
import { describe, expect, it } from 'vitest'
import { filmExports } from '../../../../src-renderer/latent/film-exports'

const source = (keyframes: string[], label?: number) => ({
  film: { keyframes, way: 'slerp', easing: 'linear', loop: false, frames: 20 } as const,
  rate: 10 as const,
  label,
  shows: true,
  here: () => 'seed:5',
})
const possible = (keyframes: string[], label?: number) =>
  filmExports(source(keyframes, label)).flatMap(({ key, drawing }) => (drawing ? [key] : []))

describe('what can be exported', () => {
  it('grows with the keyframes', () => {
    expect(possible([])).toEqual(['picture'])
    expect(possible(['seed:1'])).toEqual(['picture', 'keyframes', 'npy', 'json'])
    expect(possible(['seed:1', 'seed:2'])).toEqual(['gif', 'webm', 'picture', 'keyframes', 'npy', 'json'])
    expect(possible(['seed:1', 'seed:2', 'seed:3', 'seed:4'])).toContain('corners')
  })

  it('has every class of a model with classes, for the keyframes or for seeds', () => {
    expect(possible([], 3)).toEqual(['picture', 'classes'])
    const points = (keyframes: string[]) =>
      filmExports(source(keyframes, 3))
        .find(({ key }) => key === 'classes')
        ?.drawing?.()
    expect(points(['seed:9'])).toEqual({ kind: 'classes', points: ['seed:9'] })
    expect(points([])).toMatchObject({ points: expect.arrayContaining(['seed:0', 'seed:7']) })
  })

  it('is what the sampler draws, in the class that is shown', () => {
    for (const { drawing } of filmExports(source(['seed:1', 'seed:2', 'seed:3', 'seed:4'], 3))) {
      const drawn = Drawing.parse(drawing?.())
      if ('label' in drawn) expect(drawn.label).toBe(3)
    }
  })

  it('is no picture while none is shown', () => {
    const shown = { ...source([]), shows: false, here: () => undefined }
    expect(filmExports(shown).every(({ drawing }) => drawing === undefined)).toBe(true)
  })
})
