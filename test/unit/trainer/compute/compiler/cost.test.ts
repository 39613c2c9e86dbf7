import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as b from '../../../../../src-main/trainer/compute/compiler/build'
import { type Cost, graphCost, nodeCost, operationCosts } from '../../../../../src-main/trainer/compute/compiler/cost'
import { type Geometry, type Node, nodesOf } from '../../../../../src-main/trainer/compute/compiler/graph'
import { convolutions } from '../../../../../src-main/trainer/compute/compiler/passes/convolutions'
import { randomGraph } from './random-graph'

const single = (node: Node) => ({ outputs: [{ name: 'y', node }] })
const x = b.input('x', [8, 6], 'float32')
const cost = (flops: number, bytesRead: number, bytesWritten: number): Cost => ({ flops, bytesRead, bytesWritten })

/** The convolution of a DCGAN's second layer: 4×4 kernels, stride 2, padding 1, 32×32×64 to 16×16×128. */
const geometry: Geometry = {
  ...{ batch: 2, inHeight: 32, inWidth: 32, inChannels: 64, outHeight: 16, outWidth: 16, outChannels: 128 },
  ...{ kernelHeight: 4, kernelWidth: 4, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
  ...{ top: 1, left: 1, bottom: 1, right: 1 },
}
const image = b.input('image', [2, 32, 32, 64], 'float32')
const kernel = b.input('kernel', [4, 4, 64, 128], 'float32')

describe('the cost of a node', () => {
  it.each([
    ['a product of matrices', b.matmul(x, b.input('w', [6, 5], 'float32')), cost(2 * 8 * 6 * 5, 4 * (48 + 30), 160)],
    ['one with transposed operands', b.matmul(x, b.input('w', [5, 8], 'float32'), true, true), cost(480, 352, 120)],
    [
      'a batch of products',
      b.matmul(b.input('a', [3, 8, 6], 'float32'), b.input('c', [6, 5], 'float32')),
      cost(3 * 480, 4 * (144 + 30), 480),
    ],
    ['an element-wise function', b.unary('Tanh', x), cost(48, 192, 192)],
    ['one that broadcasts', b.binary('Add', x, b.input('bias', [6], 'float32')), cost(48, 4 * 54, 192)],
    ['one with a number', b.binary('Mul', x, b.fill(2, [8, 6])), cost(48, 192, 192)],
    ['a reduction', b.reduce('Sum', x, [0], false), cost(48, 192, 24)],
    ['a gather', b.gather(b.input('t', [100, 3], 'float32'), b.indices([0, 1, 1, 99]), 0), cost(0, 48 + 16, 48)],
    ['a slice', b.slice(x, [0, 0], [2, 6]), cost(0, 48, 48)],
    ['bytes that become floats', b.cast(b.input('u', [10], 'uint8'), 'float32'), cost(10, 10, 40)],
    ['a reshape', b.reshape(x, [48]), cost(0, 0, 0)],
    ['an input', x, cost(0, 0, 0)],
  ])('of %s', (_, node, expected) => {
    expect(nodeCost(node)).toEqual(expected)
  })

  it('of a convolution and its gradients is that of the product of its patches', () => {
    const forward = b.convolution(image, kernel, geometry)
    // Positions · taps · filters multiplications and additions: the textbook's count for this layer.
    const flops = 2 * (2 * 16 * 16) * (4 * 4 * 64) * 128
    expect(nodeCost(forward).flops).toBe(flops)
    expect(nodeCost(b.convolutionInput(forward, kernel, geometry)).flops).toBe(flops)
    expect(nodeCost(b.convolutionKernel(image, forward, geometry)).flops).toBe(flops)
    expect(graphCost(convolutions.run(single(forward))).flops).toBe(flops)
    expect(nodeCost(forward)).toMatchObject({
      bytesRead: 4 * (2 * 32 * 32 * 64 + 4 * 4 * 64 * 128),
      bytesWritten: 4 * (2 * 16 * 16 * 128),
    })
  })
})

describe('the cost of a graph', () => {
  it('counts a shared node once, and is the sum by operation', () => {
    const shared = b.unary('Exp', x)
    const graph = single(b.binary('Add', shared, b.binary('Mul', shared, shared)))
    expect(operationCosts(graph).map(({ operation, count }) => [operation, count])).toEqual([
      ['binary Mul', 1],
      ['binary Add', 1],
      ['unary Exp', 1],
    ])
    expect(graphCost(graph)).toEqual(cost(3 * 48, 5 * 192, 3 * 192))
  })

  it('is the sum over the operations of any graph', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const rows = operationCosts(graph)
        const total = rows.reduce((sum, { flops }) => sum + flops, 0)
        expect(total).toBe(graphCost(graph).flops)
        expect(rows.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(nodesOf(graph).length)
        expect(rows.every(({ bytesWritten }) => bytesWritten > 0)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
