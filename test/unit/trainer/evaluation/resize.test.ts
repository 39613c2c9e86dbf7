import { expect, test } from 'vitest'
import { Resizer } from '../../../../src-main/trainer/evaluation/resize'
import { TURNS, turn } from '../../../../src-main/trainer/evaluation/turns'

const resized = (from: [number, number], to: [number, number], values: number[]): number[] => {
  const out = new Float32Array(to[0] * to[1])
  new Resizer({ height: from[0], width: from[1] }, { height: to[0], width: to[1] }, 1).resize(
    Uint8Array.from(values),
    out,
  )
  return [...out]
}

test('the same size is the same picture, and a constant stays one at any size', () => {
  expect(resized([2, 3], [2, 3], [1, 2, 3, 4, 5, 6])).toEqual([1, 2, 3, 4, 5, 6])
  expect(resized([3, 5], [7, 2], new Array(15).fill(9)).every((value) => Math.abs(value - 9) < 1e-5)).toBe(true)
})

test('twice the size lies between neighbours, half of it takes all of them', () => {
  expect(resized([1, 2], [1, 4], [0, 100])).toEqual([0, 25, 75, 100])
  // Triangle of width 4 at centre 1 and 3 over 0, 0, 80, 80: weights 3 3 1 of 7.
  const [left, right] = resized([1, 4], [1, 2], [0, 0, 80, 80])
  expect(left).toBeCloseTo(80 / 7, 4)
  expect(right).toBeCloseTo((80 * 6) / 7, 4)
})

test('four turns of a picture are four pictures, and each is a permutation of its pixels', () => {
  for (const [height, width] of [
    [3, 3],
    [2, 3],
  ] as const) {
    const picture = Uint8Array.from({ length: height * width }, (_, i) => i)
    const turned = Array.from({ length: TURNS }, (_, way) => {
      const out = new Uint8Array(picture.length)
      turn({ height, width, channels: 1 }, picture, way, out)
      return [...out]
    })
    expect(new Set(turned.map((one) => one.join())).size).toBe(TURNS)
    for (const one of turned) expect([...one].sort((a, b) => a - b)).toEqual([...picture])
  }
  const out = new Uint8Array(4)
  turn({ height: 2, width: 2, channels: 1 }, Uint8Array.of(1, 2, 3, 4), 1, out)
  expect([...out]).toEqual([2, 4, 1, 3])
})
