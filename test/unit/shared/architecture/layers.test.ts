import { describeLayer, inferLayer, LayerSpec, layers, weightsOf } from '@shared/architecture/layers/registry'
import { expect, test } from 'vitest'
import { convolution, dense, dropout, layer, reshape } from '../../../support/networks'

test('every layer type says what it is', () => {
  for (const definition of Object.values(layers)) {
    expect(definition.title).not.toBe('')
    expect(definition.summary).toMatch(/\.$/)
  }
})

test('layers show their key numbers in one short line', () => {
  const specs = [dense(7), dense(7, false), convolution('conv2d', [64, 4, 2, 1]), dropout(0.5), reshape(7, 7, 128)]
  expect(specs.map(describeLayer)).toEqual(['7', '7 · no bias', '64 · k4 s2 p1', '0.5', '7×7×128'])
  expect(describeLayer({ type: 'activation', function: { name: 'leaky-relu', slope: 0.2 } })).toBe('LeakyReLU 0.2')
  expect(describeLayer(layer.latent)).toBe('latent')
})

test('fans follow PyTorch: a transposed convolution counts its fan-in over its filters', () => {
  const fans = (spec: LayerSpec) => weightsOf(spec, [[5, 5, 3]]).map(({ name, fanIn, fanOut }) => [name, fanIn, fanOut])
  expect(fans(convolution('conv2d', [8, 4, 2, 1]))).toEqual([
    ['kernel', 48, 128],
    ['bias', 48, 128],
  ])
  expect(fans(convolution('conv2d-transpose', [8, 4, 2, 1]))).toEqual([
    ['kernel', 128, 48],
    ['bias', 128, 48],
  ])
})

test('a residual block normalises no single pixel by itself', () => {
  const block = (normalisation: 'instance' | 'layer') =>
    ({ type: 'residual-block', filters: 4, resample: 'up', normalisation, initialiser: { type: 'he-normal' } }) as const
  expect(inferLayer(block('instance'), [[1, 1, 3]], { image: [] })).toMatchObject({
    ok: false,
    problem: { message: 'normalises one pixel, whose variance is zero' },
  })
  expect(inferLayer(block('instance'), [[1, 2, 3]], { image: [] })).toEqual({ ok: true, shape: [2, 4, 4] })
  expect(inferLayer(block('layer'), [[1, 1, 3]], { image: [] })).toEqual({ ok: true, shape: [2, 2, 4] })
})

test('running statistics are state that no optimiser changes', () => {
  expect(weightsOf(layer.normalise, [[5, 5, 3]]).map(({ name, shape, trainable }) => [name, shape, trainable])).toEqual(
    [
      ['scale', [3], true],
      ['offset', [3], true],
      ['mean', [3], false],
      ['variance', [3], false],
    ],
  )
})

test.each([
  ['an unknown type', { type: 'pool' }],
  ['an unknown parameter', { type: 'flatten', axis: 1 }],
  ['a rate of 1', { type: 'dropout', rate: 1 }],
  ['a fraction of a unit', { ...dense(1), units: 1.5 }],
  ['a deviation of 0', { ...dense(1), initialiser: { type: 'normal', mean: 0, deviation: 0 } }],
])('a layer with %s is refused', (_name, spec) => {
  expect(LayerSpec.safeParse(spec).success).toBe(false)
})
