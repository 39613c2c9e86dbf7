import { type Shape, sizeOf } from '@shared/architecture/layer'
import type { LayerSpec } from '@shared/architecture/layers/registry'
import { analyseNetwork } from '@shared/architecture/network-analysis'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Tensors } from '../../../../src-main/trainer/compute/engine'
import type { LayerContext } from '../../../../src-main/trainer/nets/layer'
import { applyLayer } from '../../../../src-main/trainer/nets/registry'
import { tensorOf, usePlainBackend } from '../../../support/eager'
import { chain, convolution, dense, dropout, layer, reshape, spectral } from '../../../support/networks'

beforeAll(usePlainBackend)

const inference: LayerContext = {
  training: false,
  source: () => tensorOf(new Float32Array(1), [1]),
  drawn: () => tensorOf(new Float32Array(1), [1]),
}
const training: LayerContext = { ...inference, training: true }

const apply = (spec: LayerSpec, values: readonly number[], shape: Shape, weights: Tensors = {}, context = inference) =>
  applyLayer(spec, [tensorOf(Float32Array.from(values), shape)], weights, context)

const numbers = (x: { dataSync(): ArrayLike<number> }) => Array.from(x.dataSync())
const vector = (...values: number[]) => tensorOf(Float32Array.from(values), [values.length])

describe('shape inference', () => {
  const convolutions = fc.record({
    type: fc.constantFrom('conv2d' as const, 'conv2d-transpose' as const),
    numbers: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
    ),
    bias: fc.boolean(),
  })
  const spec: fc.Arbitrary<LayerSpec> = fc.oneof(
    { arbitrary: convolutions.map(({ type, numbers: of, bias }) => convolution(type, of, bias)), weight: 4 },
    fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()).map(([units, bias]) => dense(units, bias)),
    fc.constantFrom(layer.normalise, layer.relu, layer.tanh, layer.sigmoid, layer.flatten, dropout(0.5)),
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).map((shape) => reshape(...shape)),
    fc.constantFrom<LayerSpec>(
      { type: 'upsample', factor: 3 },
      { type: 'layer-normalisation', epsilon: 1e-5 },
      { type: 'instance-normalisation', epsilon: 1e-5, affine: true },
      { type: 'global-pooling', kind: 'sum' },
      { type: 'global-pooling', kind: 'max' },
      { type: 'gaussian-noise', deviation: 1 },
      { type: 'embedding', units: 3, initialiser: { type: 'he-normal' } },
      spectral(dense(3)),
      {
        type: 'residual-block',
        filters: 3,
        resample: 'down',
        normalisation: 'batch',
        initialiser: { type: 'he-normal' },
        spectralNormalisation: true,
      },
      spectral(convolution('conv2d-transpose', [2, 3, 2, 1])),
    ),
    {
      arbitrary: fc
        .record({
          kind: fc.constantFrom('max' as const, 'average' as const),
          kernel: fc.integer({ min: 2, max: 4 }),
          stride: fc.integer({ min: 1, max: 3 }),
          padding: fc.integer({ min: 0, max: 2 }),
        })
        .map((pooling) => ({ type: 'pooling' as const, ...pooling })),
      weight: 3,
    },
  )
  const inputShape = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 12 })),
    fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3 })),
  )

  test('tells the shape that a layer really puts out, for any layer on any input', () => {
    let applied = 0
    fc.assert(
      fc.property(spec, inputShape, (tested, shape) => {
        const source: LayerSpec = { type: 'input', source: 'image' }
        const { layers, output } = analyseNetwork(chain(source, tested), { latent: [1], image: shape })
        if (output === undefined) return
        const weights = Object.fromEntries(
          (layers[1]?.weights ?? []).map((weight) => [
            weight.name,
            tensorOf(new Float32Array(sizeOf(weight.shape)).fill(0.1), weight.shape),
          ]),
        )
        const result = apply(tested, new Array<number>(2 * sizeOf(shape)).fill(1), [2, ...shape], weights)
        expect(result.output.shape).toEqual([2, ...output])
        applied++
      }),
      { numRuns: 400, seed: 1 },
    )
    expect(applied).toBeGreaterThan(100)
  })
})

describe('convolution', () => {
  const kernel = (...values: number[]) => ({
    kernel: tensorOf(Float32Array.from(values), [2, 2, 1, 1]),
    bias: vector(0.5),
  })

  test('slides its kernel over the zero-padded image', () => {
    const { output } = apply(convolution('conv2d', [1, 2, 1, 1]), [1, 2, 3, 4], [1, 2, 2, 1], kernel(1, 10, 100, 1000))
    expect(numbers(output)).toEqual([1000, 2100, 200, 3010, 4321, 402, 30, 43, 4].map((value) => value + 0.5))
  })

  test('transposed, spreads each value over the kernel and cuts the padding off', () => {
    const spec = (padding: number) => convolution('conv2d-transpose', [1, 2, 2, padding])
    const spread = apply(spec(0), [1, 2], [1, 1, 2, 1], kernel(1, 10, 100, 1000))
    expect(spread.output.shape).toEqual([1, 2, 4, 1])
    expect(numbers(spread.output)).toEqual([1, 10, 2, 20, 100, 1000, 200, 2000].map((value) => value + 0.5))
    const cut = apply(spec(1), [1, 2, 3, 4], [1, 2, 2, 1], kernel(1, 10, 100, 1000))
    expect(numbers(cut.output)).toEqual([1000, 200, 30, 4].map((value) => value + 0.5))
  })
})

test('a dense layer multiplies from the right and adds its bias', () => {
  const weights = { kernel: tensorOf(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]), bias: vector(10, 20, 30) }
  expect(numbers(apply(dense(3), [1, 2], [1, 2], weights).output)).toEqual([19, 32, 45])
  expect(numbers(apply(dense(3, false), [1, 2], [1, 2], { kernel: weights.kernel }).output)).toEqual([9, 12, 15])
})

describe('batch normalisation', () => {
  const spec = { ...layer.normalise, momentum: 0.25, epsilon: 0.5 }
  const weights = { scale: vector(2), offset: vector(1), mean: vector(10), variance: vector(4) }

  test('in training uses the batch, and moves its statistics by the unbiased variance', () => {
    const { output, updates } = apply(spec, [1, 2, 3, 6], [4, 1], weights, training)
    // Mean 3, biased variance 14 / 4, unbiased 14 / 3.
    const expected = [1, 2, 3, 6].map((x) => 1 + (2 * (x - 3)) / Math.sqrt(3.5 + 0.5))
    for (const [i, value] of numbers(output).entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5)
    expect(updates['mean']?.dataSync()[0]).toBeCloseTo(0.75 * 10 + 0.25 * 3, 5)
    expect(updates['variance']?.dataSync()[0]).toBeCloseTo(0.75 * 4 + (0.25 * 14) / 3, 5)
  })

  test('counts height and width into the batch of an image', () => {
    const image = apply(spec, [1, 2, 3, 6], [1, 2, 2, 1], weights, training)
    const batch = apply(spec, [1, 2, 3, 6], [4, 1], weights, training)
    expect(numbers(image.output)).toEqual(numbers(batch.output))
  })

  test('in sampling uses its statistics and changes nothing', () => {
    const { output, updates } = apply(spec, [10, 13], [2, 1], weights)
    expect(numbers(output)[0]).toBeCloseTo(1, 6)
    expect(numbers(output)[1]).toBeCloseTo(1 + (2 * 3) / Math.sqrt(4.5), 5)
    expect(updates).toEqual({})
  })
})

test('dropout multiplies by its mask in training, and lets everything through in sampling', () => {
  const context = { ...training, drawn: () => vector(0, 2, 0, 2) }
  expect(numbers(apply(dropout(0.5), [1, 2, 3, 4], [4], {}, context).output)).toEqual([0, 4, 0, 8])
  expect(numbers(apply(dropout(0.5), [1, 2, 3, 4], [4]).output)).toEqual([1, 2, 3, 4])
})

test('activations are what their names say', () => {
  const of = (spec: LayerSpec) => numbers(apply(spec, [-2, 0.5], [2]).output)
  expect(of(layer.relu)).toEqual([0, 0.5])
  expect(of({ type: 'activation', function: { name: 'leaky-relu', slope: 0.25 } })).toEqual([-0.5, 0.5])
  expect(of(layer.tanh)[0]).toBeCloseTo(Math.tanh(-2), 6)
  expect(of(layer.sigmoid)[0]).toBeCloseTo(1 / (1 + Math.exp(2)), 6)
})
