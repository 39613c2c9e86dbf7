import { endsEpoch, epochOfStep, firstStretch, lengthOf, nextStretch, positionAt } from '@shared/runs/stretch'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Batches of an epoch, and after how many more steps how many batches a step takes. */
const courses = fc.integer({ min: 1, max: 12 }).chain((perEpoch) =>
  fc.record({
    perEpoch: fc.constant(perEpoch),
    turns: fc.array(
      fc.record({ after: fc.integer({ min: 1, max: 15 }), batches: fc.integer({ min: 1, max: perEpoch }) }),
      { maxLength: 4 },
    ),
    first: fc.integer({ min: 1, max: perEpoch }),
  }),
)

describe('stretches', () => {
  it('take the batches of each epoch in their order, each once, and end an epoch where no step fits any more', () => {
    fc.assert(
      fc.property(courses, ({ perEpoch, turns, first }) => {
        let stretch = firstStretch({ batchSize: 2, batchesPerStep: first }, 2 * perEpoch + 1)
        // The plain model: a counter that is moved step by step.
        let [step, epoch, batch, taken] = [0, 0, 0, 0]
        for (const { after, batches } of [...turns, { after: 12, batches: 1 }]) {
          for (let i = 0; i < after; i++) {
            expect(positionAt(stretch, step)).toEqual({ epoch, batch })
            expect(epochOfStep(stretch, step + 1)).toBe(epoch + 1)
            batch += stretch.batchesPerStep
            taken += stretch.batchesPerStep
            step++
            if (batch + stretch.batchesPerStep > perEpoch) [epoch, batch] = [epoch + 1, 0]
            expect(endsEpoch(stretch, step)).toBe(batch === 0)
          }
          const next = nextStretch(stretch, step, batches)
          expect(next.cut).toBe(batch > 0 && batch + batches > perEpoch)
          if (next.cut) [epoch, batch] = [epoch + 1, 0]
          stretch = next.stretch
          expect(stretch).toMatchObject({ from: step, begins: { epoch, batch }, taken })
        }
      }),
    )
  })

  it('tell how long a run of epochs becomes: its last step ends its last epoch', () => {
    fc.assert(
      fc.property(courses, fc.integer({ min: 1, max: 6 }), ({ perEpoch, turns, first }, count) => {
        let stretch = firstStretch({ batchSize: 2, batchesPerStep: first }, 2 * perEpoch + 1)
        let step = 0
        for (const { after, batches } of turns) {
          step += after
          if (step >= lengthOf(stretch, { unit: 'epochs', count }).steps) break
          stretch = nextStretch(stretch, step, batches).stretch
          const { steps, epochs } = lengthOf(stretch, { unit: 'epochs', count })
          expect(epochs).toBe(count)
          expect(positionAt(stretch, steps)).toEqual({ epoch: count, batch: 0 })
          if (steps > step) expect(epochOfStep(stretch, steps)).toBe(count)
        }
      }),
    )
  })

  it('leave the steps of a run of steps as they are', () => {
    const stretch = firstStretch({ batchSize: 8, batchesPerStep: 1 }, 50)
    expect(lengthOf(stretch, { unit: 'steps', count: 20 })).toEqual({ stepsPerEpoch: 6, steps: 20, epochs: 4 })
    const turned = nextStretch(stretch, 8, 3).stretch
    // Two of six batches are taken: one step is left of the epoch, then two make one.
    expect(lengthOf(turned, { unit: 'steps', count: 20 })).toEqual({ stepsPerEpoch: 2, steps: 20, epochs: 8 })
  })
})
