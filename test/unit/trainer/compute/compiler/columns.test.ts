import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as b from '../../../../../src-main/trainer/compute/compiler/build'
import type { Geometry, Node } from '../../../../../src-main/trainer/compute/compiler/graph'
import {
  addedByGathers,
  addedByProducts,
  gathersTake,
  patch,
  patchesByGathers,
  patchesByProducts,
  positions,
  productsTake,
} from '../../../../../src-main/trainer/compute/compiler/passes/columns'
import { geometries, imageOf, kernelOf, resultOf } from './random-geometry'
import { difference, evaluate } from './random-graph'

const result = (node: Node) => evaluate({ outputs: [{ name: 'y', node }] })

describe.each([
  { form: 'gathers', added: addedByGathers },
  { form: 'products', added: addedByProducts },
])('the gradient of an image, added by $form', ({ added }) => {
  it('is the same as ONNX Runtime’s own', () =>
    fc.assert(
      fc.asyncProperty(geometries, async (g) => {
        const rows = b.reshape(resultOf(g), [positions(g), g.outChannels])
        const matrix = b.reshape(kernelOf(g), [patch(g), g.outChannels])
        const direct = await result(b.convolutionInput(resultOf(g), kernelOf(g), g))
        expect(difference(direct, await result(added(rows, matrix, g)))).toBeLessThan(1e-5)
      }),
      { numRuns: 60, seed: 2006 },
    ))
})

describe.each([
  { form: 'gathers', patches: patchesByGathers },
  { form: 'products', patches: patchesByProducts },
])('patches by $form', ({ patches }) => {
  it('times the kernel are ONNX Runtime’s convolution', () =>
    fc.assert(
      fc.asyncProperty(geometries, async (g) => {
        const matrix = b.reshape(kernelOf(g), [patch(g), g.outChannels])
        const product = b.matmul(patches(imageOf(g), g), matrix)
        const direct = await result(b.convolution(imageOf(g), kernelOf(g), g))
        expect(difference(direct, await result(product))).toBeLessThan(1e-5)
      }),
      { numRuns: 60, seed: 2006 },
    ))
})

/** A convolution with kernel 4, stride 2 and padding 1. */
const halving = (size: number, inChannels: number): Geometry => ({
  ...{ batch: 64, inHeight: size, inWidth: size, inChannels, outHeight: size / 2, outWidth: size / 2, outChannels: 64 },
  ...{ kernelHeight: 4, kernelWidth: 4, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
  ...{ top: 1, left: 1, bottom: 1, right: 1 },
})

it('products are for small grey images', () => {
  for (const what of ['patches', 'image'] as const) {
    expect(productsTake(halving(28, 1))).toBeLessThan(gathersTake(halving(28, 1), what))
    expect(productsTake(halving(64, 3))).toBeGreaterThan(gathersTake(halving(64, 3), what))
  }
})
