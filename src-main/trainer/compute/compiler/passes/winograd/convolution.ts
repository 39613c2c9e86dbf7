import { gather, indices, matmul, reshape } from '../../build'
import type { Geometry, Node } from '../../graph'
import { kronecker, transposed } from './coefficients'
import {
  combined,
  gradientTransformed,
  imageTransformed,
  kernelTransformed,
  outputsOf,
  pairs,
  phasesOf,
  positionsOf,
  productsOf,
  type Tilings,
  transformOfKernel,
} from './transforms'

/** The convolution of an image with a kernel. */
export function convolved(x: Node, kernel: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const positions = positionsOf(g, t)
  const weights = reshape(kernelTransformed(kernel, g, t), [productsOf(t), phasesOf(t) * g.inChannels, g.outChannels])
  const products = matmul(imageTransformed(x, g, t), weights)
  const tiles = combined(
    kronecker(rows.filtering.output, columns.filtering.output),
    reshape(products, [productsOf(t), positions * g.outChannels]),
  )
  const list: number[] = []
  for (let n = 0; n < g.batch; n++) {
    for (const [y, x] of pairs(g.outHeight, g.outWidth)) {
      const [i, a] = [Math.floor(y / rows.filtering.outputs), y % rows.filtering.outputs]
      const [j, b] = [Math.floor(x / columns.filtering.outputs), x % columns.filtering.outputs]
      list.push((a * columns.filtering.outputs + b) * positions + (n * rows.tiles + i) * columns.tiles + j)
    }
  }
  const pixels = reshape(tiles, [outputsOf(t) * positions, g.outChannels])
  return reshape(gather(pixels, indices(list), 0), [g.batch, g.outHeight, g.outWidth, g.outChannels])
}

/** The gradient of the kernel from the image and the gradient of the result. */
export function kernelGradient(x: Node, gradient: Node, g: Geometry, t: Tilings): Node {
  const products = matmul(imageTransformed(x, g, t), gradientTransformed(gradient, g, t), true, false)
  const parts = reshape(products, [productsOf(t) * phasesOf(t), g.inChannels * g.outChannels])
  const taps = combined(transposed(transformOfKernel(t)), parts)
  return reshape(taps, [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels])
}
