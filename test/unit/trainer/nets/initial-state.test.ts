import type { Initialiser } from '@shared/architecture/layer'
import { stream } from '@shared/random/generator'
import { describe, expect, test } from 'vitest'
import { initialState } from '../../../../src-main/trainer/nets/initial-state'
import { fillOrthogonal } from '../../../../src-main/trainer/nets/orthogonal'
import { pickArray } from '../../../support/eager'
import { architecture, chain, dense, layer, reshape } from '../../../support/networks'

const withInitialiser = (initialiser: Initialiser) =>
  architecture({
    generator: chain(
      layer.latent,
      { ...dense(5000), type: 'dense', units: 5000, bias: false, initialiser, biasInitialiser: initialiser },
      dense(4),
      reshape(2, 2, 1),
    ),
  })
const kernelOf = (initialiser: Initialiser) =>
  pickArray(initialState(withInitialiser(initialiser), 1), 'generator/l1/kernel')

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('initialState', () => {
  test('names every tensor after its network, layer and weight', () => {
    const state = initialState(
      architecture({ discriminator: chain(layer.image, layer.flatten, layer.normalise, dense(1)) }),
      1,
    )
    expect(Object.entries(state).map(([name, values]) => [name, values.length])).toEqual([
      ['generator/l1/kernel', 12],
      ['generator/l1/bias', 4],
      ['discriminator/l2/scale', 4],
      ['discriminator/l2/offset', 4],
      ['discriminator/l2/mean', 4],
      ['discriminator/l2/variance', 4],
      ['discriminator/l3/kernel', 4],
      ['discriminator/l3/bias', 1],
    ])
    expect([...pickArray(state, 'discriminator/l2/variance')]).toEqual([1, 1, 1, 1])
    expect([...pickArray(state, 'discriminator/l2/mean')]).toEqual([0, 0, 0, 0])
  })

  test('follows from the seed', () => {
    expect(initialState(architecture(), 5)).toEqual(initialState(architecture(), 5))
    expect(initialState(architecture(), 5)).not.toEqual(initialState(architecture(), 6))
  })

  test('does not change a tensor when another layer is added', () => {
    const deeper = architecture({ discriminator: chain(layer.image, layer.flatten, dense(1), layer.sigmoid, dense(1)) })
    expect(initialState(deeper, 5)).toMatchObject(initialState(architecture(), 5))
  })

  test('draws each tensor from a stream of its own', () => {
    const drawn = new Float32Array(12)
    stream(5, 'weights/generator/l1/kernel').fillUniform(drawn, -1 / Math.sqrt(3), 1 / Math.sqrt(3))
    expect(pickArray(initialState(architecture(), 5), 'generator/l1/kernel')).toEqual(drawn)
  })

  test('draws from a normal distribution', () => {
    const values = kernelOf({ type: 'normal', mean: 1, deviation: 0.02 })
    const centre = mean(values)
    expect(centre).toBeCloseTo(1, 2)
    expect(Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))).toBeCloseTo(0.02, 3)
  })

  test('draws uniformly by the fan-in, up to 1/√3 for three inputs', () => {
    const values = kernelOf({ type: 'uniform-fan-in' })
    expect(largest(values)).toBeLessThanOrEqual(1 / Math.sqrt(3))
    expect(largest(values)).toBeGreaterThan(0.99 / Math.sqrt(3))
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1 / 9, 2)
  })

  test('draws uniformly by both fans after Glorot and Bengio', () => {
    const bound = Math.sqrt(6 / 5003)
    const values = kernelOf({ type: 'glorot-uniform' })
    expect(largest(values)).toBeLessThanOrEqual(bound)
    expect(largest(values)).toBeGreaterThan(0.99 * bound)
  })

  test.each([
    ['glorot-normal', 2 / 5003],
    ['he-normal', 2 / 3],
  ] as const)('draws normally by the fans: %s', (type, variance) => {
    const values = kernelOf({ type })
    expect(mean(values.map((value) => value ** 2)) / variance).toBeCloseTo(1, 1)
    expect(mean(values) / Math.sqrt(variance)).toBeCloseTo(0, 1)
  })

  test('draws uniformly by the fan-in after He et al.', () => {
    const values = kernelOf({ type: 'he-uniform' })
    expect(largest(values)).toBeLessThanOrEqual(Math.fround(Math.sqrt(2)))
    expect(largest(values)).toBeGreaterThan(0.99 * Math.sqrt(2))
  })

  test.each([
    [12, 5],
    [5, 12],
    [6, 6],
  ])('draws orthonormal vectors, times the gain: %i rows and %i columns', (rows, columns) => {
    const matrix = new Float32Array(rows * columns)
    fillOrthogonal(matrix, columns, 2, stream(1, 'orthogonal'))
    const at = (row: number, column: number) => matrix[row * columns + column] ?? Number.NaN
    const [count, length] = rows >= columns ? [columns, rows] : [rows, columns]
    const vector = (i: number, j: number) => (rows >= columns ? at(j, i) : at(i, j))
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0
        for (let j = 0; j < length; j++) product += vector(a, j) * vector(b, j)
        expect(product).toBeCloseTo(a === b ? 4 : 0, 5)
      }
    }
  })

  test('fills with a constant', () => {
    expect(kernelOf({ type: 'constant', value: 0.25 }).every((value) => value === 0.25)).toBe(true)
  })
})
