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

it('stays off a line that passes by', () => {
  const passing = (x: number) => ({ ...link('far', '8', x, x), from: { x, y: 24 }, to: { x, y: 400 } })
  const side = (...others: DrawnLink[]) => shapeLabels([link('a', '8', 50, 50), ...others])[0]?.side
  expect(side(passing(58))).toBe('left')
  expect(side(passing(42))).toBe('right')
  expect(side(passing(58), passing(42))).toBe('right')
  expect(side(passing(90))).toBe('right')
  expect(side({ ...passing(58), to: { x: 58, y: 100 } })).toBe('right')
})

it('says nothing behind a problem', () => {
  expect(shapeLabels([link('a', undefined, 50, 50), link('b', '3', 50, 50)]).map(({ source }) => source)).toEqual(['b'])
})
