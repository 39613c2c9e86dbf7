import { firstStretch, positionAt } from '@shared/runs/stretch'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShuffledOrder } from '../../../../src-main/trainer/batches/order'

describe('the order of images', () => {
  it('shows every image at most once an epoch, and all of them where the batches divide the dataset', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (seed, batchSize, d) => {
          const count = batchSize * d * 3
          const order = new ShuffledOrder(seed, count)
          const stretch = firstStretch({ batchSize, batchesPerStep: d }, count)
          for (let epoch = 0; epoch < 2; epoch++) {
            const seen: number[] = []
            for (let step = 0; step < 3; step++) {
              for (let update = 0; update < d; update++) {
                const { batch } = positionAt(stretch, epoch * 3 + step)
                seen.push(...order.indices({ epoch, batch: batch + update }, batchSize))
              }
            }
            expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
          }
        },
      ),
    )
  })

  it('follows from seed and position alone', () => {
    const position = { epoch: 5, batch: 1 }
    const late = [...new ShuffledOrder(3, 20).indices(position, 4)]
    const walked = new ShuffledOrder(3, 20)
    for (let epoch = 0; epoch < 5; epoch++) walked.indices({ epoch, batch: 0 }, 4)
    expect([...walked.indices(position, 4)]).toEqual(late)
    expect([...new ShuffledOrder(4, 20).indices(position, 4)]).not.toEqual(late)
    expect([...new ShuffledOrder(3, 20).indices({ epoch: 6, batch: 1 }, 4)]).not.toEqual(late)
  })

  it('has no batch beyond the epoch', () => {
    expect(() => new ShuffledOrder(1, 10).indices({ epoch: 0, batch: 2 }, 4)).toThrow(RangeError)
  })
})
