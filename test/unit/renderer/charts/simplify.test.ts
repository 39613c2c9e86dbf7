import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Simplifier } from '../../../../src-renderer/charts/simplify'

type Point = readonly [x: number, y: number]

function simplified(points: readonly Point[], tolerance: number): Point[] {
  const passed: Point[] = []
  const line = new Simplifier((x, y) => passed.push([x, y]), tolerance)
  for (const [x, y] of points) line.point(x, y)
  line.end()
  return passed
}

/** The nearest that a polyline comes to a point, up or down. */
function distance(line: readonly Point[], [x, y]: Point): number {
  const gaps = line.slice(1).flatMap(([toX, toY], i) => {
    const [fromX, fromY] = line[i] ?? [toX, toY]
    if (x < fromX || x > toX) return []
    const at = toX === fromX ? 0 : (x - fromX) / (toX - fromX)
    const [low, high] = toX === fromX ? [Math.min(fromY, toY), Math.max(fromY, toY)] : [0, 0]
    if (toX === fromX) return [y < low ? low - y : y > high ? y - high : 0]
    return [Math.abs(fromY + (toY - fromY) * at - y)]
  })
  return Math.min(...gaps, ...line.filter(([px]) => px === x).map(([, py]) => Math.abs(py - y)))
}

const points = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -40, max: 40 })), { minLength: 1, maxLength: 60 })
  .map((steps) => {
    let x = 0
    return steps.map(([by, y]): Point => {
      x += by / 4
      return [x, y / 10]
    })
  })

test('what is left out lies within the tolerance of what is passed on, which are points of the line with both ends', () => {
  fc.assert(
    fc.property(points, fc.constantFrom(0.05, 0.2, 1), (line, tolerance) => {
      const passed = simplified(line, tolerance)
      expect([passed[0], passed.at(-1)]).toEqual([line[0], line.at(-1)])
      for (const point of passed) expect(line).toContainEqual(point)
      for (const point of line) expect(distance(passed, point)).toBeLessThanOrEqual(tolerance + 1e-9)
    }),
  )
})

test('a straight line with a spike is its ends and the spike', () => {
  const line = Array.from({ length: 1000 }, (_, i): Point => [i, i === 500 ? 40 : i * 0.01])
  expect(simplified(line, 0.2)).toEqual([
    [0, 0],
    [499, 4.99],
    [500, 40],
    [501, 5.01],
    [999, 9.99],
  ])
})
