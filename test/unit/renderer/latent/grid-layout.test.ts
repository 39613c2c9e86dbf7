import { MAX_FRAME_COUNT } from '@shared/latent/frames'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classLayout, gridFactor, gridSize, mapSide, seedLayout } from '../../../../src-renderer/latent/grid-layout'

const length = fc.integer({ min: 200, max: 2400 })
const side = fc.integer({ min: 4, max: 64 })
const room = fc.record({
  space: fc.record({ width: length, height: length }),
  image: fc.record({ width: side, height: side }),
})

describe('the layout of a grid', () => {
  it('takes the largest whole factor at which it fits', () => {
    const layout = fc.record({ columns: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(room, layout, ({ space, image }, grid) => {
        const fits = (factor: number) => {
          const { width, height } = gridSize(image, grid, factor)
          return width <= space.width && height <= space.height
        }
        const factor = gridFactor({ space, image }, grid)
        expect(factor === 1 || fits(factor)).toBe(true)
        expect(fits(factor + 1)).toBe(false)
      }),
    )
  })

  it('shows classes and seeds that fit and may be asked for in one request', () => {
    fc.assert(
      fc.property(room, fc.integer({ min: 1, max: 200 }), (rooms, count) => {
        const { across, classes, seeds } = classLayout(() => rooms, count)
        const layout = across ? { columns: classes, rows: seeds } : { columns: seeds, rows: classes }
        const { width, height } = gridSize(rooms.image, layout, gridFactor(rooms, layout))
        expect(width).toBeLessThanOrEqual(rooms.space.width)
        expect(height).toBeLessThanOrEqual(rooms.space.height)
        expect(classes).toBeLessThanOrEqual(count)
        expect(seeds * count).toBeLessThanOrEqual(MAX_FRAME_COUNT)
      }),
    )
  })

  it('shows an overview of seeds, and the map in most of its room', () => {
    const wide = { space: { width: 908, height: 520 }, image: { width: 28, height: 28 } }
    expect(seedLayout(wide)).toEqual({ columns: 8, rows: 4 })
    expect(mapSide(wide)).toBe(9)
    expect(seedLayout({ ...wide, image: { width: 64, height: 64 } })).toEqual({ columns: 7, rows: 4 })
    expect(mapSide({ ...wide, space: { width: 460, height: 440 } })).toBe(15)
    fc.assert(
      fc.property(room, (some) => {
        const layout = seedLayout(some)
        const { width, height } = gridSize(some.image, layout, gridFactor(some, layout))
        expect(width).toBeLessThanOrEqual(some.space.width)
        expect(height).toBeLessThanOrEqual(some.space.height)
        expect(layout.columns * layout.rows).toBeLessThanOrEqual(MAX_FRAME_COUNT)
      }),
    )
  })
})
