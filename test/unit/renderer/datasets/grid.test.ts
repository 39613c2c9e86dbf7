import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classBars, mainSplit } from '../../../../src-renderer/datasets/facts'
import { defaultFactor, gridLayout, movedTo, spriteOf, visibleCells } from '../../../../src-renderer/datasets/grid'

const cell = { width: 56, height: 56 }

describe('the image grid', () => {
  it('puts gaps of a pixel between cells, none after the last', () => {
    expect(gridLayout(10, 4 * 57 - 1, cell)).toMatchObject({ columns: 4, rows: 3, height: 3 * 57 - 1 })
    expect(gridLayout(10, 4 * 57 - 2, cell).columns).toBe(3)
    expect(gridLayout(0, 300, cell)).toMatchObject({ rows: 0, height: 0 })
  })

  it('draws every cell that is in sight', () => {
    const arbitrary = [
      fc.integer({ min: 0, max: 70_000 }),
      fc.integer({ min: 20, max: 2000 }),
      fc.nat(4_000_000),
      fc.nat(2000),
    ] as const
    fc.assert(
      fc.property(...arbitrary, (count, width, scrollTop, viewHeight) => {
        const layout = gridLayout(count, width, cell)
        const { first, end } = visibleCells(layout, count, scrollTop, viewHeight)
        const isInSight = (index: number) => {
          const top = Math.floor(index / layout.columns) * layout.pitch.y
          return top + cell.height > scrollTop && top < scrollTop + viewHeight
        }
        if (first > 0) expect(isInSight(first - 1)).toBe(false)
        if (end < count) expect(isInSight(end)).toBe(false)
        expect(end - first).toBeLessThanOrEqual((Math.ceil(viewHeight / layout.pitch.y) + 4) * layout.columns)
      }),
    )
  })

  it('finds an image in its sprite sheet, also in the last, shorter one', () => {
    expect(spriteOf(0, 1234, 20)).toEqual({ offset: 0, count: 500, column: 0, row: 0 })
    expect(spriteOf(523, 1234, 20)).toEqual({ offset: 500, count: 500, column: 3, row: 1 })
    expect(spriteOf(1233, 1234, 20)).toEqual({ offset: 1000, count: 234, column: 13, row: 11 })
  })

  it('moves by keys and stays inside', () => {
    const layout = gridLayout(10, 4 * 57, cell)
    expect(movedTo('ArrowDown', 1, layout, 10, 200)).toBe(5)
    expect(movedTo('ArrowUp', 1, layout, 10, 200)).toBe(0)
    expect(movedTo('End', 1, layout, 10, 200)).toBe(9)
    expect(movedTo('ArrowRight', 9, layout, 10, 200)).toBe(9)
    expect(movedTo('a', 1, layout, 10, 200)).toBeUndefined()
  })

  it('starts at a size that suits the images', () => {
    expect([28, 32, 64, 256, 8].map(defaultFactor)).toEqual([2, 2, 1, 1, 4])
  })
})

describe('facts of a dataset', () => {
  const split = (name: string, count: number, classCounts: number[] = []) => ({ name, count, classCounts })

  it('measures bars against the largest class and shares against all', () => {
    expect(classBars(['a', 'b'], split('train', 40, [30, 10]))).toEqual([
      { name: 'a', count: 30, length: 1, share: 0.75 },
      { name: 'b', count: 10, length: 1 / 3, share: 0.25 },
    ])
  })

  it('has no bars of nothing', () => {
    expect(classBars(['a'], split('train', 0, [0]))).toEqual([{ name: 'a', count: 0, length: 0, share: 0 }])
  })

  it('shows the largest split first', () => {
    const dataset = {
      id: 'd',
      name: 'D',
      image: { height: 1, width: 1, channels: 1 as const },
      classes: [],
      bytes: 0,
      created: 0,
      source: { title: '', terms: '' },
      state: { type: 'ready' as const },
    }
    expect(mainSplit({ ...dataset, splits: [split('test', 10), split('train', 60)] })?.name).toBe('train')
  })
})
