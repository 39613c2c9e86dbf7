import { matmul, reshape } from '../build'
import { type Geometry, type Node, type Pass, rewrite } from '../graph'
import {
  addedByGathers,
  addedByProducts,
  gathersTake,
  patch,
  patchesByGathers,
  patchesByProducts,
  positions,
  productsTake,
} from './columns'

/** Whether the kernel covers the whole unpadded image, so that the convolution is a product of matrices as it stands. */
const coversImage = (g: Geometry): boolean =>
  g.outHeight === 1 &&
  g.outWidth === 1 &&
  g.kernelHeight === g.inHeight &&
  g.kernelWidth === g.inWidth &&
  g.top + g.left + g.bottom + g.right === 0 &&
  g.dilationHeight === 1 &&
  g.dilationWidth === 1

/** The patches under the kernel as rows, [positions, patch] (im2col; Chellapilla et al. 2006). */
function patches(x: Node, g: Geometry): Node {
  if (coversImage(g)) return reshape(x, [g.batch, patch(g)])
  return productsTake(g) < gathersTake(g, 'patches') ? patchesByProducts(x, g) : patchesByGathers(x, g)
}

/** The gradient of the input: columns by one product, then every pixel adds its contributions (col2im). */
function scattered(gradient: Node, kernel: Node, g: Geometry): Node | undefined {
  const rows = reshape(gradient, [positions(g), g.outChannels])
  const matrix = reshape(kernel, [patch(g), g.outChannels])
  const shape = [g.batch, g.inHeight, g.inWidth, g.inChannels]
  if (coversImage(g)) return reshape(matmul(rows, matrix, false, true), shape)
  if (productsTake(g) < gathersTake(g, 'image')) return addedByProducts(rows, matrix, g)
  return g.dilationHeight === 1 && g.dilationWidth === 1 ? addedByGathers(rows, matrix, g) : undefined
}

function asMatrices(node: Node): Node {
  const { operation, inputs, shape } = node
  const [a, b] = inputs
  if (a === undefined || b === undefined || a.operation.kind === 'fill' || b.operation.kind === 'fill') return node
  switch (operation.kind) {
    case 'convolution': {
      const { geometry: g } = operation
      return reshape(matmul(patches(a, g), reshape(b, [patch(g), g.outChannels])), shape)
    }
    case 'convolution-input':
      return scattered(a, b, operation.geometry) ?? node
    case 'convolution-kernel': {
      const { geometry: g } = operation
      return reshape(matmul(patches(a, g), reshape(b, [positions(g), g.outChannels]), true, false), shape)
    }
    default:
      return node
  }
}

/** Convolutions and their gradients as gathers and products of matrices; a forward pass and its gradient share the patches. */
export const convolutions: Pass = {
  name: 'convolutions',
  summary: 'Turns convolutions and their gradients into gathers and matrix products.',
  run: (graph) => rewrite(graph, asMatrices),
}
