import { describe, expect, it } from 'vitest'
import { advance, type FilmMode, play, shownIndex } from '../../../../src-renderer/training/film'

const samples = [0, 100, 200, 300].map((step) => ({ step, epoch: 0 }))

describe('shownIndex', () => {
  it('follows the newest while live', () => {
    expect(shownIndex(samples, { type: 'live' })).toBe(3)
    expect(shownIndex([...samples, { step: 400, epoch: 1 }], { type: 'live' })).toBe(4)
    expect(shownIndex([], { type: 'live' })).toBeUndefined()
  })

  it('takes the grid before a step that has none', () => {
    expect(shownIndex(samples, { type: 'held', step: 199 })).toBe(1)
    expect(shownIndex(samples, { type: 'held', step: 200 })).toBe(2)
    expect(shownIndex(samples.slice(1), { type: 'held', step: 5 })).toBe(0)
  })
})

describe('playing', () => {
  it('shows every grid once, then is live', () => {
    let mode: FilmMode = play(samples, { type: 'live' })
    const seen: number[] = []
    while (mode.type === 'playing') {
      seen.push(mode.step)
      mode = advance(samples, mode)
    }
    expect(seen).toEqual([0, 100, 200, 300])
    expect(mode).toEqual({ type: 'live' })
  })

  it('goes on from where it is held', () => {
    expect(play(samples, { type: 'held', step: 150 })).toEqual({ type: 'playing', step: 100 })
    expect(play(samples, { type: 'held', step: 300 })).toEqual({ type: 'playing', step: 0 })
    expect(play([], { type: 'live' })).toEqual({ type: 'live' })
  })
})
