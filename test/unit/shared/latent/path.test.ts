import { filmLatents, pathOf, shareOf } from '@shared/latent/film'
import { Easing, ease, type Path, pathAt, segmentCount, Way } from '@shared/latent/path'
import { latentOf, norm } from '@shared/latent/vectors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const latent = { size: 16, prior: 'normal' } as const
const share = fc.double({ min: 0, max: 1, noNaN: true })
const distance = (a: Float32Array, b: Float32Array) => norm(a.map((value, i) => value - (b[i] ?? 0)))

const paths: fc.Arbitrary<Path> = fc.record({
  keys: fc
    .uniqueArray(fc.nat({ max: 500 }), { minLength: 2, maxLength: 6 })
    .map((seeds) => seeds.map((seed) => latentOf(seed, latent))),
  way: fc.constantFrom(...Way.options),
  easing: fc.constantFrom(...Easing.options),
  loop: fc.boolean(),
  prior: fc.constant<'normal'>('normal'),
})

describe('easing', () => {
  test.each(Easing.options)('%s rises from 0 to 1', (easing) => {
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect([ease(easing, 0), ease(easing, 1)]).toEqual([0, 1])
        expect(ease(easing, Math.min(a, b))).toBeLessThanOrEqual(ease(easing, Math.max(a, b)) + 1e-12)
      }),
    )
  })
})

describe('a path', () => {
  test('is exactly its keys where they lie, and a loop ends where it begins', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const segments = segmentCount(path)
        for (const [i, key] of path.keys.entries()) expect(pathAt(path, i / segments)).toEqual(key)
        if (path.loop) expect(pathAt(path, 1)).toEqual(path.keys[0])
      }),
    )
  })

  test('takes no leap, also at its keys', () => {
    fc.assert(
      fc.property(paths, share, (path, at) => {
        expect(distance(pathAt(path, at), pathAt(path, Math.min(1, at + 1e-4)))).toBeLessThan(0.2)
      }),
    )
  })

  test('keeps the norm between those of the keys but for straight ways', () => {
    fc.assert(
      fc.property(paths, share, (path, at) => {
        fc.pre(path.way !== 'lerp')
        const norms = path.keys.map(norm)
        expect(norm(pathAt(path, at))).toBeGreaterThan(Math.min(...norms) - 1e-3)
        expect(norm(pathAt(path, at))).toBeLessThan(Math.max(...norms) + 1e-3)
      }),
    )
  })

  test('is the same way from the other end', () => {
    fc.assert(
      fc.property(paths, share, (path, at) => {
        fc.pre(!path.loop && (path.easing === 'linear' || path.easing === 'smooth'))
        const back = { ...path, keys: [...path.keys].reverse() }
        expect(distance(pathAt(path, at), pathAt(back, 1 - at))).toBeLessThan(1e-3)
      }),
    )
  })

  test('does not turn round at a key of a spline: the speed before and after is the same', () => {
    const keys = [1, 2, 3, 4].map((seed) => latentOf(seed, latent))
    const same = keys.map((key) => key.map((value) => (value * 4) / norm(key)))
    const path: Path = { keys: same, way: 'spline', easing: 'linear', loop: true, prior: 'normal' }
    const [before, at, after] = [0.2499, 0.25, 0.2501].map((where) => pathAt(path, where))
    if (!before || !at || !after) throw new Error('no points')
    const into = at.map((value, i) => value - (before[i] ?? 0))
    const out = after.map((value, i) => value - (at[i] ?? 0))
    expect(distance(into, out)).toBeLessThan(0.05 * norm(into))
  })

  test('of one key stays there', () => {
    const key = latentOf(1, latent)
    expect(pathAt({ keys: [key], way: 'slerp', easing: 'linear', loop: true, prior: 'normal' }, 0.7)).toEqual(key)
  })
})

describe('a film', () => {
  const film = { keyframes: ['seed:1', 'plane:2.5,1', 'seed:3'], way: 'slerp', easing: 'smooth' } as const

  test('has both ends among its frames, and in a loop no frame twice', () => {
    expect([0, 1, 4].map((frame) => shareOf(frame, { frames: 5, loop: false }))).toEqual([0, 0.25, 1])
    expect([0, 1, 3].map((frame) => shareOf(frame, { frames: 4, loop: true }))).toEqual([0, 0.25, 0.75])
    expect(shareOf(0, { frames: 1, loop: false })).toBe(0)
  })

  test('is made of its identifiers', () => {
    const path = pathOf({ ...film, keyframes: [...film.keyframes], loop: false }, latent)
    if (!path) throw new Error('no path')
    const latents = filmLatents(path, { frames: 5, loop: false }, latent.size)
    expect(latents.slice(0, 16)).toEqual(latentOf(1, latent))
    expect(latents.slice(-16)).toEqual(latentOf(3, latent))
    expect(latents.slice(32, 48)).toEqual(path.keys[1])
  })

  test('with a keyframe of another size has no path', () => {
    expect(pathOf({ ...film, keyframes: ['seed:1', 'z:AACAPw'], loop: false }, latent)).toBeUndefined()
  })
})
