import { type Convolution, type Graph, type Node, nodesOf, type Pass, rewrite } from '../graph'
import { type ConvolutionNode, chooseTilings } from './winograd/choose'
import { convolved, kernelGradient } from './winograd/convolution'
import { imageGradient } from './winograd/image-gradient'
import type { Tilings } from './winograd/transforms'

/** Says which convolutions of a graph are computed in tiles, and in which. */
export type Chooser = (convolutions: readonly ConvolutionNode[]) => ReadonlyMap<Convolution, Tilings>

function convolutionOf({ operation, inputs }: Node): ConvolutionNode | undefined {
  const [a, b] = inputs
  if (a === undefined || b === undefined || a.operation.kind === 'fill' || b.operation.kind === 'fill') return undefined
  switch (operation.kind) {
    case 'convolution':
    case 'convolution-input':
    case 'convolution-kernel':
      return { operation, inputs: [a, b] }
    default:
      return undefined
  }
}

function inTiles({ operation, inputs: [a, b] }: ConvolutionNode, tilings: Tilings): Node {
  switch (operation.kind) {
    case 'convolution':
      return convolved(a, b, operation.geometry, tilings)
    case 'convolution-input':
      return imageGradient(a, b, operation.geometry, tilings)
    case 'convolution-kernel':
      return kernelGradient(a, b, operation.geometry, tilings)
  }
}

/** The pass that computes the chosen convolutions in tiles. */
export const filteringBy = (choose: Chooser): Pass => ({
  name: 'filtering',
  summary: 'Computes convolutions in tiles, with fewer multiplications (Winograd).',
  run(graph: Graph) {
    const chosen = choose(nodesOf(graph).flatMap((node) => convolutionOf(node) ?? []))
    return rewrite(graph, (node) => {
      const found = convolutionOf(node)
      const tilings = found && chosen.get(found.operation)
      return found === undefined || tilings === undefined ? node : inTiles(found, tilings)
    })
  },
})

/** Fewer multiplications for the convolutions where that saves time on a processor. */
export const filtering: Pass = filteringBy(chooseTilings)
