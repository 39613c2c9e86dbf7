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

it('says of a shape behind a problem that it is not known', () => {
  expect(shapeLabels([link('a', undefined, 50, 50), link('b', '3', 50, 50)]).map(({ text }) => text)).toEqual([
    '?',
    '3',
  ])
})

it('makes only the labels that are asked for, each as among all', () => {
  const near = link('a', '8', 50, 50)
  const passing = { ...link('far', '8', 58, 58), from: { x: 58, y: 24 }, to: { x: 58, y: 400 } }
  const all = shapeLabels([near, passing])
  expect(shapeLabels([near, passing], ({ y }) => y === 100)).toEqual(all.filter(({ source }) => source === 'a'))
})
