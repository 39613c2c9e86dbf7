import { expect, it } from 'vitest'
import { breaksOf } from '../../../../src-renderer/charts/prepared'

it('tells where a line begins to be not finite', () => {
  expect([...breaksOf(Float64Array.of(1, Number.NaN, Number.NaN, 2, Number.POSITIVE_INFINITY))]).toEqual([1, 4])
  expect([...breaksOf(Float64Array.of(1, 2))]).toEqual([])
})
