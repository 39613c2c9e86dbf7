import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as b from '../../../../../../src-main/trainer/compute/compiler/build'
import type { Geometry, Node } from '../../../../../../src-main/trainer/compute/compiler/graph'
import { axesOf, tilingOf } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/axis'
import { mostOutputs } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/coefficients'
import {
  convolved,
  kernelGradient,
} from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/convolution'
import { imageGradient } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/image-gradient'
import type { Tilings } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/transforms'
import { difference, evaluate } from '../random-graph'

interface Case {
  readonly geometry: Geometry
  readonly tilings: Tilings
}

const axis = fc
  .record({
    kernel: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 3 }),
    before: fc.nat(3),
    after: fc.nat(3),
    size: fc.integer({ min: 1, max: 11 }),
    outputs: fc.integer({ min: 1, max: 4 }),
  })
  .filter(({ kernel, stride, before, after, size }) => {
    const taps = Math.ceil(kernel / stride)
    return size + before + after >= kernel && mostOutputs(taps) >= 1
  })
  .map((one) => ({
    ...one,
    out: Math.floor((one.size + one.before + one.after - one.kernel) / one.stride) + 1,
    outputs: Math.min(one.outputs, mostOutputs(Math.ceil(one.kernel / one.stride))),
  }))

/** Convolutions of odd and even sizes, uneven paddings and strides, and tiles for them. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    rows: axis,
    columns: axis,
    overlaps: fc.boolean(),
    batch: fc.constantFrom(1, 2),
    in: fc.constantFrom(1, 3),
    out: fc.constantFrom(1, 2),
  })
  .map(({ rows, columns, overlaps, batch, in: inChannels, out: outChannels }) => {
    const geometry: Geometry = {
      ...{ batch, inChannels, outChannels, inHeight: rows.size, inWidth: columns.size },
      ...{ outHeight: rows.out, outWidth: columns.out, kernelHeight: rows.kernel, kernelWidth: columns.kernel },
      ...{ strideHeight: rows.stride, strideWidth: columns.stride, dilationHeight: 1, dilationWidth: 1 },
      ...{ top: rows.before, left: columns.before, bottom: rows.after, right: columns.after },
    }
    const axes = axesOf(geometry)
    if (axes === undefined) throw new RangeError('dilated')
    const [high, wide] = [tilingOf(axes.rows, rows.outputs), tilingOf(axes.columns, columns.outputs)]
    const adds = overlaps && [high, wide].every(({ filtering: { taps, outputs } }) => taps - 1 <= outputs)
    const tilings: Tilings = { rows: high, columns: wide, imageGradient: adds ? 'overlaps' : 'windows' }
    return { geometry, tilings }
  })

const imageOf = (g: Geometry): Node => b.input('image', [g.batch, g.inHeight, g.inWidth, g.inChannels], 'float32')
const kernelOf = (g: Geometry): Node =>
  b.input('kernel', [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels], 'float32')
const resultOf = (g: Geometry): Node => b.input('result', [g.batch, g.outHeight, g.outWidth, g.outChannels], 'float32')

/** The direct form, and the one in tiles. */
const forms: Readonly<Record<string, (g: Geometry, t: Tilings) => readonly [Node, Node]>> = {
  convolution: (g, t) => [b.convolution(imageOf(g), kernelOf(g), g), convolved(imageOf(g), kernelOf(g), g, t)],
  'the gradient of the image': (g, t) => [
    b.convolutionInput(resultOf(g), kernelOf(g), g),
    imageGradient(resultOf(g), kernelOf(g), g, t),
  ],
  'the gradient of the kernel': (g, t) => [
    b.convolutionKernel(imageOf(g), resultOf(g), g),
    kernelGradient(imageOf(g), resultOf(g), g, t),
  ],
}

describe.each(Object.entries(forms))('%s in tiles', (_, both) => {
  it('is the same as ONNX Runtime’s own', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ geometry, tilings }) => {
        const [direct, tiled] = both(geometry, tilings)
        expect(tiled.shape).toEqual(direct.shape)
        const result = (node: Node) => evaluate({ outputs: [{ name: 'y', node }] })
        expect(difference(await result(direct), await result(tiled))).toBeLessThan(1e-4)
      }),
      { numRuns: 80, seed: 1980 },
    ))
})
