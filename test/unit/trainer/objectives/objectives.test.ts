import type { Objective } from '@shared/objectives/objective'
import { grad, type Scalar, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { objectiveOf } from '../../../../src-main/trainer/objectives/registry'
import { tensorOf, usePlainBackend } from '../../../support/eager'

beforeAll(usePlainBackend)

const logits = (...values: number[]): Tensor => tensorOf(Float32Array.from(values), [values.length])
const numberOf = (x: Scalar | undefined) => x?.dataSync()[0] ?? Number.NaN
const sigmoid = (l: number) => 1 / (1 + Math.exp(-l))
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const real = [2.5, -0.5, 0, 7]
const fake = [-1.5, 0.25, 3, -6]
const entropies: readonly Objective[] = [{ type: 'non-saturating' }, { type: 'minimax' }]

describe.each(entropies)('$type', (objective) => {
  const { discriminatorLoss, generatorLoss } = objectiveOf(objective)

  test('D’s parts are the cross-entropies of D(x) and 1 − D(G(z))', () => {
    const parts = discriminatorLoss(logits(...real), logits(...fake), 0)
    expect(numberOf(parts.real)).toBeCloseTo(mean(real.map((l) => -Math.log(sigmoid(l)))), 5)
    expect(numberOf(parts.fake)).toBeCloseTo(mean(fake.map((l) => -Math.log(1 - sigmoid(l)))), 5)
  })

  test('smooths the label of real images alone', () => {
    const parts = discriminatorLoss(logits(...real), logits(...fake), 0.1)
    const smoothed = real.map((l) => -0.9 * Math.log(sigmoid(l)) - 0.1 * Math.log(1 - sigmoid(l)))
    expect(numberOf(parts.real)).toBeCloseTo(mean(smoothed), 5)
    expect(numberOf(parts.fake)).toBeCloseTo(mean(fake.map((l) => -Math.log(1 - sigmoid(l)))), 5)
  })

  test('stays finite, with a gradient, where a sigmoid would be rounded to 0 or 1', () => {
    const parts = discriminatorLoss(logits(-200), logits(200), 0)
    expect([numberOf(parts.real), numberOf(parts.fake)]).toEqual([200, 200])
    const slope = grad((x: Tensor) => discriminatorLoss(x, x, 0).real)(logits(-200)).dataSync()[0]
    expect(slope).toBeCloseTo(-1, 6)
    for (const l of [-200, 200]) expect(Number.isFinite(numberOf(generatorLoss(logits(l))))).toBe(true)
  })
})

describe('the generator’s loss', () => {
  const slopeAt = (type: Objective['type'], l: number) =>
    grad((x: Tensor) => objectiveOf({ type }).generatorLoss(x))(logits(l)).dataSync()[0] ?? Number.NaN

  test('is −E log D(G(z)) without saturation', () => {
    const expected = mean(fake.map((l) => -Math.log(sigmoid(l))))
    expect(numberOf(objectiveOf({ type: 'non-saturating' }).generatorLoss(logits(...fake)))).toBeCloseTo(expected, 5)
  })

  test('is E log(1 − D(G(z))) in the minimax game', () => {
    const expected = mean(fake.map((l) => Math.log(1 - sigmoid(l))))
    expect(numberOf(objectiveOf({ type: 'minimax' }).generatorLoss(logits(...fake)))).toBeCloseTo(expected, 5)
  })

  test('pulls at fakes that D is sure of, except in the minimax game, where that is what saturates', () => {
    expect(slopeAt('non-saturating', -10)).toBeCloseTo(-1, 3)
    expect(slopeAt('minimax', -10)).toBeCloseTo(0, 3)
    expect(slopeAt('minimax', 10)).toBeCloseTo(-1, 3)
  })
})

describe('the value of the minimax game', () => {
  const measured = (realLogits: readonly number[], fakeLogits: readonly number[]) => {
    const { measures } = objectiveOf({ type: 'minimax' })
    const { valueFunction, jensenShannon } = measures(logits(...realLogits), logits(...fakeLogits))
    return { value: numberOf(valueFunction), divergence: numberOf(jensenShannon) }
  }

  test('is −log 4, and the divergence 0, where D cannot tell', () => {
    const { value, divergence } = measured([0, 0], [0, 0])
    expect(value).toBeCloseTo(-Math.log(4), 6)
    expect(divergence).toBeCloseTo(0, 6)
  })

  test('is 0, and the divergence log 2, where D is sure and right', () => {
    const { value, divergence } = measured([50], [-50])
    expect(value).toBeCloseTo(0, 6)
    expect(divergence).toBeCloseTo(Math.log(2), 6)
  })

  test('is E log D(x) + E log(1 − D(G(z)))', () => {
    const expected = mean(real.map((l) => Math.log(sigmoid(l)))) + mean(fake.map((l) => Math.log(1 - sigmoid(l))))
    expect(measured(real, fake).value).toBeCloseTo(expected, 5)
  })

  test('is measured in the minimax game alone', () => {
    expect(objectiveOf({ type: 'non-saturating' }).measures(logits(0), logits(0))).toEqual({})
  })
})

/** D's loss on real images and on fakes, and G's, by their published formulas, one number at a time. */
const published: readonly [Objective['type'], (l: number) => number, (l: number) => number, (l: number) => number][] = [
  ['least-squares', (l) => (l - 1) ** 2 / 2, (l) => l ** 2 / 2, (l) => (l - 1) ** 2 / 2],
  ['hinge', (l) => Math.max(0, 1 - l), (l) => Math.max(0, 1 + l), (l) => -l],
  ['wasserstein', (l) => -l, (l) => l, (l) => -l],
]

describe.each(published)('%s', (type, ofReal, ofFake, ofGenerator) => {
  const { discriminatorLoss, generatorLoss, score, threshold } = objectiveOf({ type })

  test('has the losses of its paper', () => {
    const parts = discriminatorLoss(logits(...real), logits(...fake), 0)
    expect(numberOf(parts.real)).toBeCloseTo(mean(real.map(ofReal)), 5)
    expect(numberOf(parts.fake)).toBeCloseTo(mean(fake.map(ofFake)), 5)
    expect(numberOf(generatorLoss(logits(...fake)))).toBeCloseTo(mean(fake.map(ofGenerator)), 5)
  })

  test('draws real images and fakes to either side of what counts as real', () => {
    const slope = (f: (x: Tensor) => Scalar) => grad((x: Tensor) => f(x))(logits(threshold)).dataSync()[0] ?? 0
    expect(slope((x) => discriminatorLoss(x, x, 0).real)).toBeLessThan(0)
    expect(slope((x) => discriminatorLoss(x, x, 0).fake)).toBeGreaterThan(0)
    expect(slope(generatorLoss)).toBeLessThan(0)
  })

  test('shows D’s outputs as they are', () => {
    expect([...score(logits(...real)).dataSync()]).toEqual(real)
  })
})

test('least squares has a smoothed target for real images alone', () => {
  const parts = objectiveOf({ type: 'least-squares' }).discriminatorLoss(logits(...real), logits(...fake), 0.1)
  expect(numberOf(parts.real)).toBeCloseTo(mean(real.map((l) => (l - 0.9) ** 2 / 2)), 5)
  expect(numberOf(parts.fake)).toBeCloseTo(mean(fake.map((l) => l ** 2 / 2)), 5)
})

test('a Wasserstein run measures how far real images and fakes lie apart', () => {
  const { measures } = objectiveOf({ type: 'wasserstein' })
  expect(numberOf(measures(logits(...real), logits(...fake)).wassersteinEstimate)).toBeCloseTo(
    mean(real) - mean(fake),
    5,
  )
})
