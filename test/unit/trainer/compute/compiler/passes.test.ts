import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as b from '../../../../../src-main/trainer/compute/compiler/build'
import { type Graph, nodesOf, type Pass } from '../../../../../src-main/trainer/compute/compiler/graph'
import { channelPadding } from '../../../../../src-main/trainer/compute/compiler/passes/channel-padding'
import { convolutions } from '../../../../../src-main/trainer/compute/compiler/passes/convolutions'
import { filtering } from '../../../../../src-main/trainer/compute/compiler/passes/filtering'
import { masks } from '../../../../../src-main/trainer/compute/compiler/passes/masks'
import { matrices } from '../../../../../src-main/trainer/compute/compiler/passes/matrices'
import { orientation } from '../../../../../src-main/trainer/compute/compiler/passes/orientation'
import { optimise, passes } from '../../../../../src-main/trainer/compute/compiler/passes/registry'
import { sharing } from '../../../../../src-main/trainer/compute/compiler/passes/share'
import { simplification } from '../../../../../src-main/trainer/compute/compiler/passes/simplify'
import { sums } from '../../../../../src-main/trainer/compute/compiler/passes/sums'
import { passesWithTiles, tilesEverywhere } from '../../../../support/tiles'
import { difference, evaluate, randomGraph } from './random-graph'

const kinds = (graph: Graph) => nodesOf(graph).map(({ operation }) => operation.kind)
const single = (node: Graph['outputs'][number]['node']): Graph => ({ outputs: [{ name: 'y', node }] })
const x = b.input('x', [2, 4, 4, 3], 'float32')

const keepsResults = (change: (graph: Graph) => Graph) =>
  fc.assert(
    fc.asyncProperty(randomGraph, async (graph) => {
      expect(difference(await evaluate(graph), await evaluate(change(graph)))).toBeLessThan(2e-5)
    }),
    { numRuns: 60, seed: 20_240 },
  )

describe.each([...passes, channelPadding].map((pass) => ({ name: pass.name, pass })))(
  '$name',
  ({ pass }: { pass: Pass }) => {
    it('does not change what a graph computes', () => keepsResults((graph) => pass.run(graph)))

    it('may be left out', () =>
      keepsResults((graph) =>
        optimise(
          graph,
          passes.filter((other) => other !== pass),
        ),
      ))
  },
)

describe('filtering of every convolution', () => {
  it('does not change what a graph computes', () => keepsResults((graph) => tilesEverywhere(2).run(graph)))

  it('goes with the other passes', () => keepsResults((graph) => optimise(graph, passesWithTiles(2))))
})

describe('all passes', () => {
  it('do not change what a graph computes', () => keepsResults((graph) => optimise(graph)))
})

describe('each pass does its work', () => {
  it('simplification removes what changes nothing', () => {
    const node = b.binary('Add', b.binary('Mul', x, b.fill(1, x.shape)), b.fill(0, x.shape))
    expect(simplification.run(single(node)).outputs[0]?.node).toBe(x)
  })

  it('simplification casts bytes to floats in one step', () => {
    const bytes = b.input('bytes', [4], 'uint8')
    const graph = simplification.run(single(b.cast(b.cast(bytes, 'int32'), 'float32')))
    expect(kinds(graph)).toEqual(['input', 'cast'])
  })

  it('sharing computes equal subexpressions once', () => {
    const node = b.binary('Add', b.unary('Exp', x), b.unary('Exp', x))
    expect(kinds(sharing.run(single(node)))).toEqual(['input', 'unary', 'binary'])
  })

  it('sharing tells −0 from 0', () => {
    const node = b.concat([b.fill(0, [2]), b.fill(-0, [2])], 0)
    expect(kinds(sharing.run(single(node)))).toEqual(['fill', 'fill', 'concat'])
  })

  it('masks replace comparison and selection', () => {
    const dy = b.input('dy', x.shape, 'float32')
    const node = b.where(b.binary('Greater', x, b.fill(0, [])), dy, b.binary('Mul', dy, b.fill(0.2, [])))
    expect(kinds(masks.run(single(node)))).toEqual(['input', 'input', 'fast-step', 'binary'])
  })

  it('a convolution and the gradient of its kernel share their patches', () => {
    const geometry = {
      ...{ batch: 2, inHeight: 64, inWidth: 64, inChannels: 3, outHeight: 32, outWidth: 32, outChannels: 5 },
      ...{ kernelHeight: 4, kernelWidth: 4, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
      ...{ top: 1, left: 1, bottom: 1, right: 1 },
    }
    const image = b.input('image', [2, 64, 64, 3], 'float32')
    const y = b.convolution(image, b.input('k', [4, 4, 3, 5], 'float32'), geometry)
    const graph = sharing.run(convolutions.run(single(b.convolutionKernel(image, y, geometry))))
    expect(kinds(graph).filter((kind) => kind === 'gather')).toHaveLength(1)
    expect(kinds(graph).filter((kind) => kind === 'matmul')).toHaveLength(2)
  })

  it('a convolution and its gradients share what they compute in tiles', () => {
    const geometry = {
      ...{ batch: 32, inHeight: 16, inWidth: 16, inChannels: 256, outHeight: 8, outWidth: 8, outChannels: 512 },
      ...{ kernelHeight: 4, kernelWidth: 4, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
      ...{ top: 1, left: 1, bottom: 1, right: 1 },
    }
    const image = b.input('image', [32, 16, 16, 256], 'float32')
    const weights = b.input('weights', [4, 4, 256, 512], 'float32')
    const y = b.convolution(image, weights, geometry)
    const outputs = [b.convolutionKernel(image, y, geometry), b.convolutionInput(y, weights, geometry)]
    const graph = sharing.run(filtering.run({ outputs: outputs.map((node, i) => ({ name: `y${i}`, node })) }))
    expect(kinds(graph).filter((kind) => kind.startsWith('convolution'))).toEqual([])
    // Three products of the channels, and seven transforms: of image, kernel and twice the gradient, and of three results.
    expect(kinds(graph).filter((kind) => kind === 'matmul')).toHaveLength(10)
  })

  it.each([
    [3, 3],
    [4, 4],
    [6, 8],
    [7, 7],
    [9, 12],
    [12, 12],
    [15, 16],
  ])('channel padding sums over %i channels, or images, as over %i', async (channels, padded) => {
    const geometry = {
      ...{ batch: channels, inHeight: 5, inWidth: 5, inChannels: channels, outHeight: 2, outWidth: 2, outChannels: 4 },
      ...{ kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
      ...{ top: 0, left: 0, bottom: 0, right: 0 },
    }
    const images = b.input('images', [channels, 5, 5, channels], 'float32')
    const kernel = b.input('kernel', [3, 3, channels, 4], 'float32')
    const y = b.convolution(images, kernel, geometry)
    const graph: Graph = {
      outputs: [
        { name: 'y', node: y },
        { name: 'k', node: b.convolutionKernel(images, b.unary('Tanh', y), geometry) },
      ],
    }
    const changed = channelPadding.run(graph)
    const sizes = nodesOf(changed).flatMap(({ operation }) => {
      if (operation.kind === 'convolution') return [operation.geometry.inChannels]
      return operation.kind === 'convolution-kernel' ? [operation.geometry.batch] : []
    })
    expect(sizes).toEqual([padded, padded])
    expect(changed.outputs.map(({ node }) => node.shape)).toEqual(graph.outputs.map(({ node }) => node.shape))
    expect(difference(await evaluate(graph), await evaluate(changed))).toBeLessThan(1e-5)
  })

  it('sums over the batch become products', () => {
    expect(kinds(sums.run(single(b.reduce('Mean', x, [0, 1, 2], false))))).toEqual(expect.arrayContaining(['matmul']))
    expect(kinds(sums.run(single(b.reduce('Sum', x, [3], false))))).toEqual(['input', 'reduce'])
  })

  it('matrices give results in the shape in which they are computed', () => {
    const product = b.matmul(b.input('a', [2, 3], 'float32'), b.input('b', [3, 4], 'float32'))
    expect(kinds(matrices.run(single(b.reshape(product, [4, 2]))))).toEqual(['input', 'input', 'matmul'])
  })

  describe('orientation', () => {
    const weights = [
      b.input('state/first', [64, 96], 'float32'),
      b.input('state/second', [96, 128], 'float32'),
    ] as const
    const bias = b.input('state/bias', [1, 96], 'float32')
    const hidden = b.unary('Relu', b.binary('Add', b.matmul(b.input('rows', [8, 64], 'float32'), weights[0]), bias))
    const y = b.matmul(hidden, weights[1])
    const gradient = b.matmul(hidden, b.binary('Mul', y, b.fill(2, [8, 128])), true)
    const back = b.matmul(y, weights[1], false, true)
    const graph: Graph = {
      outputs: [
        { name: 'gradient', node: gradient },
        { name: 'mean', node: b.reduce('Mean', back, [0, 1], true) },
      ],
    }

    it('computes a small batch as columns, from mirrors of the weights and biases as they lie', () => {
      const names = nodesOf(orientation.run(graph)).flatMap(({ operation }) =>
        operation.kind === 'input' ? [operation.name] : [],
      )
      expect(names.sort()).toEqual(['mirror/bias', 'mirror/first', 'mirror/second', 'rows', 'state/second'])
      expect(kinds(orientation.run(graph)).filter((kind) => kind === 'reshape')).toEqual([])
      expect(orientation.run(graph).outputs[0]?.node.shape).toEqual([96, 128])
    })

    it('computes the same from them', async () => {
      expect(difference(await evaluate(graph), await evaluate(orientation.run(graph)))).toBeLessThan(2e-5)
    })

    it('leaves large batches alone', () => {
      const large = b.matmul(b.input('rows', [4096, 64], 'float32'), weights[0])
      expect(kinds(orientation.run(single(large)))).toEqual(['input', 'input', 'matmul'])
      expect(orientation.run(single(large)).outputs[0]?.node).toBe(large)
    })
  })

  it('matrices need no reshape between image layers', () => {
    const bias = b.input('bias', [3], 'float32')
    const graph = matrices.run(single(b.unary('Relu', b.binary('Add', x, b.reshape(bias, [1, 1, 1, 3])))))
    expect(kinds(graph)).not.toContain('reshape')
    expect(graph.outputs[0]?.node.shape).toEqual([32, 3])
  })
})
