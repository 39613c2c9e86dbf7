import { expect, test } from 'vitest'
import { variationsOf } from '../../../src-main/headless/variations'

test('every combination of the values with each seed, the seeds of one after each other', () => {
  const found = variationsOf(['a.b.rate+a.c.rate=1e-3,2e-3', 'batchSize=32'], 2, 5)
  expect(found).toEqual([
    {
      settings: ['a.b.rate=1e-3', 'a.c.rate=1e-3', 'batchSize=32'],
      seed: 5,
      name: 'b.rate 1e-3, batchSize 32, seed 5',
    },
    {
      settings: ['a.b.rate=1e-3', 'a.c.rate=1e-3', 'batchSize=32'],
      seed: 6,
      name: 'b.rate 1e-3, batchSize 32, seed 6',
    },
    {
      settings: ['a.b.rate=2e-3', 'a.c.rate=2e-3', 'batchSize=32'],
      seed: 5,
      name: 'b.rate 2e-3, batchSize 32, seed 5',
    },
    {
      settings: ['a.b.rate=2e-3', 'a.c.rate=2e-3', 'batchSize=32'],
      seed: 6,
      name: 'b.rate 2e-3, batchSize 32, seed 6',
    },
  ])
  expect(variationsOf([], 3, 0).map(({ seed }) => seed)).toEqual([0, 1, 2])
})

test.each([[['batchSize']], [['=1']], [['a=1,']], [['a+=1']], [['a=1,2', 'b=1,2,3', `c=${'1,'.repeat(400)}1`]]])(
  '%j is refused before any run is started',
  (vary) => {
    expect(() => variationsOf(vary, 1, 0)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  },
)
