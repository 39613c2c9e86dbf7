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
const objectives: readonly Objective[] = [{ type: 'non-saturating' }, { type: 'minimax' }]

describe.each(objectives)('$type', (objective) => {
  const { discriminatorLoss, generatorLoss } = objectiveOf(objective)

  test('D’s parts are the cross-entropies of D(x) and 1 − D(G(z))', () => {
    const parts = discriminatorLoss(logits(...real), logits(...fake))
    expect(numberOf(parts.real)).toBeCloseTo(mean(real.map((l) => -Math.log(sigmoid(l)))), 5)
    expect(numberOf(parts.fake)).toBeCloseTo(mean(fake.map((l) => -Math.log(1 - sigmoid(l)))), 5)
  })

  test('stays finite, with a gradient, where a sigmoid would be rounded to 0 or 1', () => {
    const parts = discriminatorLoss(logits(-200), logits(200))
    expect([numberOf(parts.real), numberOf(parts.fake)]).toEqual([200, 200])
    const slope = grad((x: Tensor) => discriminatorLoss(x, x).real)(logits(-200)).dataSync()[0]
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
    const { discriminatorLoss, measures } = objectiveOf({ type: 'minimax' })
    const { valueFunction, jensenShannon } = measures(discriminatorLoss(logits(...realLogits), logits(...fakeLogits)))
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
    const { discriminatorLoss, measures } = objectiveOf({ type: 'non-saturating' })
    expect(measures(discriminatorLoss(logits(0), logits(0)))).toEqual({})
  })
})
