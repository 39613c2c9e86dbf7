import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as b from '../../../../../../src-main/trainer/compute/compiler/build'
import type { Geometry, Node } from '../../../../../../src-main/trainer/compute/compiler/graph'
import {
  type Axis,
  axesOf,
  tapsOf,
  tilingOf,
} from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/axis'
import { mostOutputs } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/coefficients'
import {
  convolved,
  kernelGradient,
} from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/convolution'
import { imageGradient } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/image-gradient'
import type { Tilings } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/transforms'
import { geometries, imageOf, kernelOf, resultOf } from '../random-geometry'
import { difference, evaluate } from '../random-graph'

interface Case {
  readonly geometry: Geometry
  readonly tilings: Tilings
}

/** Convolutions, and tiles for them. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    geometry: geometries,
    high: fc.integer({ min: 1, max: 4 }),
    wide: fc.integer({ min: 1, max: 4 }),
    overlaps: fc.boolean(),
  })
  .map(({ geometry, high, wide, overlaps }) => {
    const axes = axesOf(geometry)
    if (axes === undefined) throw new RangeError('dilated')
    const tiled = (axis: Axis, outputs: number) => tilingOf(axis, Math.min(outputs, mostOutputs(tapsOf(axis))))
    const [rows, columns] = [tiled(axes.rows, high), tiled(axes.columns, wide)]
    const adds = overlaps && [rows, columns].every(({ filtering: { taps, outputs } }) => taps - 1 <= outputs)
    return { geometry, tilings: { rows, columns, imageGradient: adds ? 'overlaps' : 'windows' } }
  })

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
