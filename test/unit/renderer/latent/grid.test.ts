import { MAX_FRAME_COUNT } from '@shared/latent/frames'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { latentOf } from '@shared/latent/vectors'
import { describe, expect, it } from 'vitest'
import { type Grid, gridFor, spotOn } from '../../../../src-renderer/latent/grid'

const latent = { size: 6, prior: 'normal' } as const
const image = { width: 28, height: 28 }
/** What a window of 1280×800 leaves a grid. */
const stage = { space: { width: 908, height: 520 }, ratio: 1 }

/** The latent that is drawn for a cell. */
function drawn(grid: Grid, cell: number, size: number): Float32Array {
  const place = grid.order[cell] ?? -1
  return grid.latents.slice(place * size, (place + 1) * size)
}

function expectNamed(grid: Grid, model: { size: number; prior: 'normal' | 'uniform' }): void {
  expect(grid.cells).toHaveLength(grid.columns * grid.rows)
  expect(grid.latents.length / model.size).toBeLessThanOrEqual(MAX_FRAME_COUNT)
  for (const [index, { identifier }] of grid.cells.entries()) {
    const point = parsePoint(identifier)
    expect(point && latentOfPoint(point, model)).toEqual(drawn(grid, index, model.size))
  }
}

describe('a grid', () => {
  it('of a model with classes has one each way for classes and seeds, both named, drawn with the classes in turn', () => {
    const grid = gridFor({ latent, classes: 10, image }, stage, { x: 3.4, y: 0 }, 1, ['zero', 'one'])
    expect([grid.columns, grid.rows]).toEqual([10, 5])
    expectNamed(grid, latent)
    expect(grid.headings.columns.slice(0, 3)).toEqual(['zero', 'one', 'Class 2'])
    expect(grid.headings.rows).toEqual(['seed 3', 'seed 4', 'seed 5', 'seed 6', 'seed 7'])
    expect(grid.cells[2 * 10 + 1]).toEqual({ identifier: 'seed:5', label: 1, name: 'one, seed 5' })
    // Pictures of one request are of the classes in turn, from 0.
    for (const [index, { label }] of grid.cells.entries()) expect((grid.order[index] ?? 0) % 10).toBe(label)
    expect(drawn(grid, 0, 6)).toEqual(latentOf(3, latent))
  })

  it('of a model with classes turns where the stage is narrow', () => {
    const narrow = { space: { width: 240, height: 520 }, ratio: 1 }
    const grid = gridFor({ latent, classes: 10, image }, narrow, { x: 3, y: 2 }, 1, ['zero'])
    expect([grid.columns, grid.rows]).toEqual([5, 10])
    expectNamed(grid, latent)
    expect(grid.headings.columns[1]).toBe('4, 2')
    expect(grid.headings.rows[0]).toBe('zero')
    expect(grid.cells[5]).toEqual({ identifier: 'plane:3,2', label: 1, name: 'Class 1, plane:3,2' })
    for (const [index, { label }] of grid.cells.entries()) expect((grid.order[index] ?? 0) % 10).toBe(label)
  })

  it('of a model with many classes shows the first, and stays within what one request may ask for', () => {
    const grid = gridFor({ latent, classes: 100, image }, stage, { x: 0, y: 0 }, 0.5, [])
    expect([grid.columns, grid.rows]).toEqual([29, 2])
    expectNamed(grid, latent)
    for (const [index, { label }] of grid.cells.entries()) expect((grid.order[index] ?? 0) % 100).toBe(label)
  })

  it('of a latent space of two numbers is its map, with its ends and its middle told', () => {
    const flat = { size: 2, prior: 'normal' } as const
    const grid = gridFor({ latent: flat, classes: null, image }, stage, { x: 9, y: 9 }, 0.3, [])
    expect(grid.columns).toBe(grid.rows)
    expectNamed(grid, flat)
    const last = grid.cells.length - 1
    expect([...drawn(grid, 0, 2)]).toEqual([-2.5, 2.5])
    expect([...drawn(grid, last, 2)]).toEqual([2.5, -2.5])
    expect([...drawn(grid, last / 2, 2)].map(Math.abs)).toEqual([0, 0])
    expect(grid.headings.columns.filter((text) => text !== '')).toEqual(['−2.50', 'z1 = 0', '2.50'])
    expect(grid.headings.rows.filter((text) => text !== '')).toEqual(['2.50', 'z2 = 0', '−2.50'])
    for (const [index, { name }] of grid.cells.entries()) {
      const spot = spotOn(grid, drawn(grid, index, 2))
      expect([name, (spot?.x ?? 0) * grid.columns, (spot?.y ?? 0) * grid.rows]).toEqual([
        name,
        expect.closeTo((index % grid.columns) + 0.5, 4),
        expect.closeTo(Math.floor(index / grid.columns) + 0.5, 4),
      ])
    }
    expect(spotOn(grid, [0, 3])).toBeUndefined()
    const box = gridFor({ latent: { size: 2, prior: 'uniform' }, classes: null, image }, stage, { x: 0, y: 0 }, 1, [])
    expect([...drawn(box, box.columns - 1, 2)]).toEqual([1, 1])
  })

  it('of any other model has the seeds around the place', () => {
    const grid = gridFor({ latent, classes: null, image }, stage, { x: 50.2, y: 7 }, 1, [])
    expectNamed(grid, latent)
    const middle = Math.floor(grid.rows / 2) * grid.columns + Math.floor(grid.columns / 2)
    expect(grid.cells[middle]?.identifier).toBe('plane:50,7')
    expect(spotOn(grid, [0, 0])).toBeUndefined()
  })
})
