import fc from 'fast-check'
import * as b from '../../../../../src-main/trainer/compute/compiler/build'
import type { Geometry, Node } from '../../../../../src-main/trainer/compute/compiler/graph'

const axis = fc
  .record({
    kernel: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 3 }),
    before: fc.nat(3),
    after: fc.nat(3),
    size: fc.integer({ min: 1, max: 11 }),
  })
  .filter(({ kernel, before, after, size }) => size + before + after >= kernel)
  .map((one) => ({
    ...one,
    out: Math.floor((one.size + one.before + one.after - one.kernel) / one.stride) + 1,
  }))

/** Convolutions of odd and even sizes, with uneven paddings and strides. */
export const geometries: fc.Arbitrary<Geometry> = fc
  .record({
    rows: axis,
    columns: axis,
    batch: fc.constantFrom(1, 2),
    inChannels: fc.constantFrom(1, 3),
    outChannels: fc.constantFrom(1, 2),
  })
  .map(({ rows, columns, ...sizes }) => ({
    ...{ ...sizes, inHeight: rows.size, inWidth: columns.size, outHeight: rows.out, outWidth: columns.out },
    ...{ kernelHeight: rows.kernel, kernelWidth: columns.kernel },
    ...{ strideHeight: rows.stride, strideWidth: columns.stride, dilationHeight: 1, dilationWidth: 1 },
    ...{ top: rows.before, left: columns.before, bottom: rows.after, right: columns.after },
  }))

/** Inputs of a graph with the shapes of a convolution's image, kernel and result. */
export const imageOf = (g: Geometry): Node =>
  b.input('image', [g.batch, g.inHeight, g.inWidth, g.inChannels], 'float32')
export const kernelOf = (g: Geometry): Node =>
  b.input('kernel', [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels], 'float32')
export const resultOf = (g: Geometry): Node =>
  b.input('result', [g.batch, g.outHeight, g.outWidth, g.outChannels], 'float32')
