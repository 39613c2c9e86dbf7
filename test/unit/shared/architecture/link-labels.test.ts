import { type DrawnLink, shapeLabels } from '@shared/architecture/link-labels'
import { expect, it } from 'vitest'

const link = (source: string, shape: string | undefined, from: number, to: number): DrawnLink => ({
  source,
  shape,
  from: { x: from, y: 100 },
  to: { x: to, y: 124 },
})

it('says what leaves a layer once, in the middle of the space below it', () => {
  expect(shapeLabels([link('a', '4×4×8', 50, 50), link('a', '4×4×8', 50, 50)])).toEqual([
    { source: 'a', text: '4×4×8', at: { x: 60, y: 112 }, side: 'right' },
  ])
})

it('stands where no line bends', () => {
  const sides = (...ends: number[]) =>
    shapeLabels(ends.map((to) => link('a', '8', 50, to))).map(({ at, side }) => [at.x, side])
  expect(sides(200)).toEqual([[40, 'left']])
  expect(sides(50, 200)).toEqual([[40, 'left']])
  expect(sides(-100)).toEqual([[60, 'right']])
  expect(sides(-100, 200)).toEqual([[60, 'right']])
})

it('says nothing behind a problem', () => {
  expect(shapeLabels([link('a', undefined, 50, 50), link('b', '3', 50, 50)]).map(({ source }) => source)).toEqual(['b'])
})
