import { MAX_FRAME_COUNT } from '@shared/latent/frames'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { latentOf } from '@shared/latent/vectors'
import { describe, expect, it } from 'vitest'
import { type Grid, gridFor } from '../../../../src-renderer/latent/grid'

const latent = { size: 6, prior: 'normal' } as const

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
  it('of a model with classes has a row for each, and a seed in each column, drawn with the classes in turn', () => {
    const grid = gridFor({ latent, classes: 10 }, { x: 3.4, y: 0 }, 1, ['zero', 'one'])
    expect([grid.columns, grid.rows]).toEqual([8, 10])
    expectNamed(grid, latent)
    expect(grid.cells[8 + 2]).toEqual({ identifier: 'seed:5', label: 1, name: 'one, seed 5' })
    expect(grid.cells[79]?.name).toBe('Class 9, seed 10')
    // Pictures of one request are of the classes in turn, from 0.
    for (const [index, { label }] of grid.cells.entries()) expect((grid.order[index] ?? 0) % 10).toBe(label)
    expect(drawn(grid, 0, 6)).toEqual(latentOf(3, latent))
  })

  it('of a model with many classes shows the first, and stays within what one request may ask for', () => {
    const grid = gridFor({ latent, classes: 100 }, { x: 0, y: 0 }, 0.5, [])
    expect([grid.columns, grid.rows]).toEqual([2, 32])
    expectNamed(grid, latent)
    for (const [index, { label }] of grid.cells.entries()) expect((grid.order[index] ?? 0) % 100).toBe(label)
  })

  it('of a latent space of two numbers is its map', () => {
    const flat = { size: 2, prior: 'normal' } as const
    const grid = gridFor({ latent: flat, classes: null }, { x: 9, y: 9 }, 0.3, [])
    expect([grid.columns, grid.rows]).toEqual([15, 15])
    expectNamed(grid, flat)
    expect([...drawn(grid, 0, 2)]).toEqual([-2.5, 2.5])
    expect([...drawn(grid, 224, 2)]).toEqual([2.5, -2.5])
    expect([...drawn(grid, 112, 2)].map(Math.abs)).toEqual([0, 0])
    const box = gridFor({ latent: { size: 2, prior: 'uniform' }, classes: null }, { x: 0, y: 0 }, 1, [])
    expect([...drawn(box, 14, 2)]).toEqual([1, 1])
  })

  it('of any other model has the seeds around the place', () => {
    const grid = gridFor({ latent, classes: null }, { x: 50.2, y: 7 }, 1, [])
    expect([grid.columns, grid.rows]).toEqual([8, 6])
    expectNamed(grid, latent)
    expect(grid.cells[3 * 8 + 4]?.identifier).toBe('plane:50,7')
  })
})
