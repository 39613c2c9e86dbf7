import { expect, test } from 'vitest'
import { composeGrid } from '../../../../src-main/trainer/pictures/grid'
import { predictionsOf } from '../../../../src-renderer/training/predictions'

test('each prediction lies on its image: the first and the third of its group', () => {
  const image = { height: 3, width: 4, channels: 1 } as const
  const examples = Array.from({ length: 7 }, (_, i) => ({ label: 0, clean: i % 2, attacked: 1 }))
  // The grey of an image tells its batch and place.
  const levels = (batch: number) =>
    Float32Array.from({ length: 7 * 12 }, (_, at) => -1 + (batch * 7 + Math.floor(at / 12) + 1) * 0.05)
  const picture = composeGrid([levels(0), levels(1), levels(2)], image)
  const found = predictionsOf(examples, image)
  expect(found).toHaveLength(14)
  for (const [i, { left, top, width, height, right }] of found.entries()) {
    const [example, batch] = [Math.floor(i / 2), i % 2 === 0 ? 0 : 2]
    const expected = Math.round((levels(batch)[example * 12] ?? 0) * 127.5 + 127.5)
    for (const [x, y] of [
      [left, top],
      [left + width - 0.5 / picture.width, top + height - 0.5 / picture.height],
    ] as const) {
      const column = Math.floor(x * picture.width + 1e-6)
      const row = Math.floor(y * picture.height + 1e-6)
      const level = picture.pixels[(row * picture.width + column) * 4] ?? 0
      expect(Math.abs(level - expected), `${i}`).toBeLessThanOrEqual(1)
    }
    expect(right).toBe(batch === 0 && example % 2 === 0)
  }
})
