import fc from 'fast-check'
import { expect, it } from 'vitest'
import { moveTour, type TourState, tourSteps } from '../../../../src-renderer/tour/steps'

it('goes from images to a film in five stops', () => {
  expect(tourSteps.map(({ screen }) => screen)).toEqual(['datasets', 'architecture', 'train', 'compare', 'latent'])
  const way: TourState[] = [moveTour({ type: 'off' }, 'start')]
  for (let stop = 0; stop < 5; stop++) way.push(moveTour(way.at(-1) ?? { type: 'off' }, 'next'))
  expect(way.map((state) => (state.type === 'at' ? state.index : 'off'))).toEqual([0, 1, 2, 3, 4, 'off'])
})

it('can be left at any stop, restarted from any, and never leaves its stops', () => {
  const moves = fc.array(fc.constantFrom('start' as const, 'next' as const, 'back' as const, 'leave' as const))
  fc.assert(
    fc.property(moves, (made) => {
      let state: TourState = { type: 'off' }
      for (const move of made) {
        state = moveTour(state, move)
        if (state.type === 'at') expect(tourSteps[state.index]).toBeDefined()
      }
      expect(moveTour(state, 'leave')).toEqual({ type: 'off' })
      expect(moveTour(state, 'start')).toEqual({ type: 'at', index: 0 })
    }),
  )
})

it('goes back as far as the first stop, and does not begin by going on', () => {
  expect(moveTour({ type: 'at', index: 0 }, 'back')).toEqual({ type: 'at', index: 0 })
  expect(moveTour({ type: 'at', index: 3 }, 'back')).toEqual({ type: 'at', index: 2 })
  expect(moveTour({ type: 'off' }, 'next')).toEqual({ type: 'off' })
  expect(moveTour({ type: 'off' }, 'back')).toEqual({ type: 'off' })
})
