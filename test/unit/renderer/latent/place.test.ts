import { formatPoint, parsePoint } from '@shared/latent/point'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  changedSpeed,
  dragged,
  isSeed,
  moved,
  originOf,
  placeOf,
  snapped,
  speeds,
} from '../../../../src-renderer/latent/place'
import { clock, playedOn } from '../../../../src-renderer/latent/playback'
import { circularWalk, randomWalk } from '../../../../src-renderer/latent/walks'

const coordinate = fc.integer({ min: -1e7, max: 1e7 }).map((n) => n / 1000)
const places = fc.record({ x: coordinate, y: coordinate })

describe('a place on the plane', () => {
  it('is written down and found again', () => {
    fc.assert(
      fc.property(places, (place) => {
        const point = parsePoint(formatPoint({ origin: originOf(place), truncation: 1 }))
        expect(point && placeOf(point.origin)).toEqual(place)
      }),
    )
  })

  it('comes back where a drag goes back, and goes against the hand', () => {
    expect(dragged({ x: 5, y: 5 }, { dx: 100, dy: -200 }, 0.5)).toEqual({ x: 4.5, y: 6 })
    fc.assert(
      fc.property(places, coordinate, coordinate, (place, right, down) => {
        const there = moved(place, right, down)
        expect(moved(there, -right, -down)).toEqual(place)
      }),
    )
  })

  it('snaps to the nearest seed', () => {
    expect(snapped({ x: 1.6, y: -0.4 })).toEqual({ x: 2, y: 0 })
    expect([isSeed({ x: 2, y: 0 }), isSeed({ x: 2, y: 0.001 })]).toEqual([true, false])
  })

  it('is travelled at speeds that end at the slowest and the fastest', () => {
    expect([changedSpeed(0.5, true), changedSpeed(0.5, false)]).toEqual([1, 0.2])
    expect([changedSpeed(speeds[0], false), changedSpeed(5, true)]).toEqual([speeds[0], 5])
  })
})

describe('playback', () => {
  it('goes round in a loop and stops at the end otherwise', () => {
    expect(playedOn(0.75, 2, { duration: 4, loop: true })).toEqual({ share: 0.25, ended: false })
    expect(playedOn(0.75, 2, { duration: 4, loop: false })).toEqual({ share: 1, ended: true })
    expect(playedOn(0.25, 1, { duration: 4, loop: false })).toEqual({ share: 0.5, ended: false })
  })

  it('tells time in minutes, seconds and tenths', () => {
    expect([clock(0), clock(3.24), clock(59.96), clock(75)]).toEqual(['00:00.0', '00:03.2', '01:00.0', '01:15.0'])
  })
})

describe('walks', () => {
  it('are keyframes that can be written down', () => {
    let seed = 0
    expect(randomWalk(() => ++seed, 3)).toEqual(['seed:1', 'seed:2', 'seed:3'])
    expect(circularWalk(1, 2)).toEqual(['circle:1,2,0', 'circle:1,2,0.25', 'circle:1,2,0.5', 'circle:1,2,0.75'])
    for (const text of circularWalk(1, 2)) expect(parsePoint(text)).toBeDefined()
  })
})
