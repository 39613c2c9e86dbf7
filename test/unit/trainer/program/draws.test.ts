import { stream } from '@shared/random/generator'
import { describe, expect, test } from 'vitest'
import { fillCutouts, fillShifts, flipImages } from '../../../../src-main/trainer/augment-draws'
import { fillOneHot } from '../../../../src-main/trainer/one-hot'
import { fillPlaces } from '../../../../src-main/trainer/pool-places'

const generator = () => stream(3, 'draws')

describe('shifts', () => {
  const [size, batch, most] = [8, 60, 2]
  const out = new Float32Array(batch * size * size).fill(7)
  fillShifts(out, size, most, generator())
  const shifts = Array.from({ length: batch }, (_, image) => {
    const ones = [...out.subarray(image * size * size, (image + 1) * size * size).entries()].filter(([, v]) => v === 1)
    const distances = new Set(ones.map(([at]) => (at % size) - Math.floor(at / size)))
    expect(distances.size).toBe(1)
    const [shift = Number.NaN] = distances
    expect(ones).toHaveLength(size - Math.abs(shift))
    return shift
  })

  test('move each image by a number of its own, none further than they may', () => {
    expect([...new Set(shifts)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
    expect(out.every((value) => value === 0 || value === 1)).toBe(true)
  })
})

test('cutouts leave a hole of half the sides, or what of it lies in the image', () => {
  const [height, width, batch] = [8, 6, 50]
  const out = new Float32Array(batch * height * width)
  fillCutouts(out, [height, width], 0.5, generator())
  const holes = Array.from({ length: batch }, (_, image) => {
    const mask = out.subarray(image * height * width, (image + 1) * height * width)
    return mask.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0)
  })
  expect(Math.max(...holes)).toBe(4 * 3)
  expect(Math.min(...holes)).toBeGreaterThan(0)
})

test('mirrored images are mirrored left to right, about half of them', () => {
  const [height, width, channels, batch] = [2, 3, 2, 100]
  const size = height * width * channels
  const image = Array.from({ length: size }, (_, i) => i)
  const mirrored = [4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7]
  const out = Uint8Array.from({ length: batch * size }, (_, i) => i % size)
  flipImages(out, [height, width, channels], generator())
  let flipped = 0
  for (let i = 0; i < batch; i++) {
    const found = [...out.subarray(i * size, (i + 1) * size)]
    if (found[0] === 4) flipped++
    expect(found).toEqual(found[0] === 4 ? mirrored : image)
  }
  expect(flipped).toBeGreaterThan(30)
  expect(flipped).toBeLessThan(70)
})

test('labels have a 1 at their class', () => {
  const out = new Float32Array(6).fill(9)
  fillOneHot(out, 3, (row) => [2, 0][row] ?? 0)
  expect([...out]).toEqual([0, 0, 1, 1, 0, 0])
})

describe('the places of a pool', () => {
  const [size, batch] = [5, 3]
  const at = (part: 'read' | 'write', update: number) => {
    const out = new Float32Array(batch * size)
    fillPlaces(out, { pool: 'pool', size: size, part: part }, 1, update)
    return Array.from({ length: batch }, (_, image) => [...out.subarray(image * size, (image + 1) * size)].indexOf(1))
  }

  test('are filled one after the other, without a read', () => {
    expect([at('write', 0), at('read', 0)]).toEqual([
      [0, 1, 2],
      [-1, -1, -1],
    ])
    expect(at('write', 1).slice(0, 2)).toEqual([3, 4])
    expect(at('read', 1).slice(0, 2)).toEqual([-1, -1])
  })

  test('are then read and written at once, half of the time, none twice', () => {
    let exchanged = 0
    for (let update = 2; update < 102; update++) {
      const places = at('read', update)
      expect(at('write', update)).toEqual(places)
      const used = places.filter((place) => place >= 0)
      expect(new Set(used).size).toBe(used.length)
      exchanged += used.length
    }
    expect(exchanged / 300).toBeGreaterThan(0.4)
    expect(exchanged / 300).toBeLessThan(0.6)
  })
})
