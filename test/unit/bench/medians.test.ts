import { expect, test } from 'vitest'
import { mediansOf } from '../../../bench/medians'

test('medians are taken number by number, of an even count between the two in the middle', () => {
  const rounds = [
    { show: { first: 3, last: 30 }, kept: 'a' },
    { show: { first: 1, last: 10 }, kept: 'b' },
    { show: { first: 2, last: 40 }, kept: 'c' },
  ]
  expect(mediansOf(rounds)).toEqual({ show: { first: 2, last: 30 }, kept: 'c' })
  expect(mediansOf(rounds.slice(0, 2))).toEqual({ show: { first: 2, last: 20 }, kept: 'b' })
})

test('what some rounds have not is the median of those that have it', () => {
  expect(mediansOf([{ a: 1 }, { a: 3, zoom: 7 }, { a: 2 }])).toEqual({ a: 2, zoom: 7 })
})
