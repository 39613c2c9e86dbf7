import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minimumSize, parseWindowState, placeWindow, type Rectangle } from '../../../src-main/app/window-state'

const screen: Rectangle = { x: 0, y: 0, width: 1920, height: 1080 }
const second: Rectangle = { x: 1920, y: 0, width: 2560, height: 1440 }

test('the first window is centred, a later one is where the last one was', () => {
  expect(placeWindow(undefined, [screen])).toEqual({ x: 240, y: 90, width: 1440, height: 900 })
  const last = { x: 2000, y: 50, width: 1200, height: 800 }
  expect(placeWindow(last, [screen, second])).toEqual(last)
})

test('a window of a display that is gone comes back to the one that is there', () => {
  expect(placeWindow({ x: 2000, y: 50, width: 1200, height: 800 }, [screen])).toEqual({
    x: 360,
    y: 140,
    width: 1200,
    height: 800,
  })
})

test('a window always fits a display that is there', () => {
  const place = fc.record({
    x: fc.integer({ min: -5000, max: 5000 }),
    y: fc.integer({ min: -5000, max: 5000 }),
    width: fc.integer({ min: 1, max: 6000 }),
    height: fc.integer({ min: 1, max: 6000 }),
  })
  fc.assert(
    fc.property(place, (last) => {
      const { x, y, width, height } = placeWindow(last, [screen, second])
      const inside = [screen, second].some(
        (area) => x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height,
      )
      expect(inside).toBe(true)
      expect(width).toBeGreaterThanOrEqual(minimumSize.width)
      expect(height).toBeGreaterThanOrEqual(minimumSize.height)
    }),
  )
})

test('a file that holds something else is no state', () => {
  const state = { bounds: screen, maximised: true }
  expect(parseWindowState(JSON.stringify(state))).toEqual(state)
  for (const text of ['', '{}', 'null', '{"bounds":{"x":1}}']) expect(parseWindowState(text)).toBeUndefined()
})
