import { expect, test } from 'vitest'
import { picturePlace } from '../../../../src-renderer/charts/picture-place'
import { type Plane, pixelX, pixelY } from '../../../../src-renderer/charts/plane'
import { Turns } from '../../../../src-renderer/charts/turns'

const plane: Plane = {
  left: 40,
  top: 4,
  width: 500,
  height: 120,
  x: { min: 10, max: 1000 },
  y: { min: 0.5, max: 8 },
  xScale: 'linear',
  yScale: 'linear',
}

test.each(['linear', 'logarithmic'] as const)(
  'a picture lies so that its values are where the axes say, %s',
  (scale) => {
    const shown: Plane = { ...plane, xScale: scale, yScale: scale }
    // The picture was drawn for more of x, for another height of y, and in another size.
    const picture: Plane = {
      ...shown,
      left: 0,
      top: 0,
      width: 900,
      height: 90,
      x: { min: 5, max: 2000 },
      y: { min: 1, max: 4 },
    }
    const place = picturePlace(picture, shown)
    for (const [x, y] of [
      [20, 1.5],
      [700, 3],
    ] as const) {
      expect(place.left + (pixelX(picture, x) / picture.width) * place.width).toBeCloseTo(pixelX(shown, x), 6)
      expect(place.top + (pixelY(picture, y) / picture.height) * place.height).toBeCloseTo(pixelY(shown, y), 6)
    }
  },
)

test('a picture of the same plane lies exactly on it', () => {
  const { left, top, width, height } = plane
  expect(picturePlace({ ...plane, left: 0, top: 0 }, plane)).toEqual({ left, top, width, height })
})

test('one chart has its turn in a frame', () => {
  const turns = new Turns()
  expect([turns.take(16), turns.take(16), turns.take(33), turns.take(33)]).toEqual([true, false, true, false])
})
