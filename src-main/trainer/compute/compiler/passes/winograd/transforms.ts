import { concat, constant, fill, gather, indices, matmul, reshape } from '../../build'
import type { Geometry, Node } from '../../graph'
import { kernelTransform, type Tiling } from './axis'
import { type Coefficients, kronecker, kroneckerByProduct, transposed } from './coefficients'

/**
 * How the gradient of the image is computed. `overlaps`: tile by tile of the result, and the overlaps of the image's tiles are
 * added. `windows`: tile by tile of the image's interleaved parts, from overlapping windows of the result.
 */
export type ImageGradientForm = 'overlaps' | 'windows'

/** Both axes of a convolution, cut into tiles. */
export interface Tilings {
  readonly rows: Tiling
  readonly columns: Tiling
  readonly imageGradient: ImageGradientForm
}

export const productsOf = ({ rows, columns }: Tilings): number => rows.filtering.products * columns.filtering.products
export const outputsOf = ({ rows, columns }: Tilings): number => rows.filtering.outputs * columns.filtering.outputs
export const phasesOf = ({ rows, columns }: Tilings): number => rows.axis.stride * columns.axis.stride

/** Tiles of all results, and one more, which is zero: what lies outside of the tiles is read there. */
export const positionsOf = (g: Geometry, { rows, columns }: Tilings): number => g.batch * rows.tiles * columns.tiles + 1

/** Linear combinations along the first axis: [in, rest] to [out, rest]. */
export function combined(coefficients: Coefficients, x: Node): Node {
  const columns = coefficients[0]?.length ?? 0
  const values = Float32Array.from(coefficients.flat())
  return matmul(constant(values, [coefficients.length, columns], 'float32'), x)
}

/** Indices 0 … a − 1 with 0 … b − 1, the second fastest. */
export function* pairs(a: number, b: number): Generator<readonly [number, number]> {
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) yield [i, j]
}

/** In a list of pixels: a zero. */
export const ZERO = -1

/** The index of a pixel of images [batch, height, width, channels], or ZERO outside of them. */
export function pixelOf({ shape }: Node, n: number, y: number, x: number): number {
  const [, height = 1, width = 1] = shape
  return y >= 0 && y < height && x >= 0 && x < width ? (n * height + y) * width + x : ZERO
}

/** The listed pixels of images as rows, [listed, channels]. */
export function pixels(x: Node, list: readonly number[]): Node {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape
  const count = batch * height * width
  const rows = reshape(x, [count, channels])
  if (!list.includes(ZERO)) return gather(rows, indices(list), 0)
  // One row of zeros at the end is cheaper than zeros around every image.
  const bordered = concat([rows, fill(0, [1, channels])], 0)
  return gather(bordered, indices(list.map((at) => (at === ZERO ? count : at))), 0)
}

/** What the image contributes: [products, positions, phases · inChannels]. */
export function imageTransformed(x: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const list: number[] = []
  const zeros = Array.from({ length: phasesOf(t) }, () => ZERO)
  for (const [a, b] of pairs(rows.filtering.products, columns.filtering.products)) {
    for (let n = 0; n < g.batch; n++) {
      for (const [i, j] of pairs(rows.tiles, columns.tiles)) {
        const top = (i * rows.filtering.outputs + a) * rows.axis.stride - rows.axis.before
        const left = (j * columns.filtering.outputs + b) * columns.axis.stride - columns.axis.before
        for (const [p, q] of pairs(rows.axis.stride, columns.axis.stride)) list.push(pixelOf(x, n, top + p, left + q))
      }
    }
    list.push(...zeros)
  }
  const depth = phasesOf(t) * g.inChannels
  const taps = reshape(pixels(x, list), [productsOf(t), positionsOf(g, t) * depth])
  const transform = kronecker(rows.filtering.input, columns.filtering.input)
  return reshape(combined(transform, taps), [productsOf(t), positionsOf(g, t), depth])
}

/** From taps of the kernel to what is multiplied, [(products, phases), taps]. */
export const transformOfKernel = ({ rows, columns }: Tilings): Coefficients =>
  kroneckerByProduct(kernelTransform(rows), rows.axis.stride, kernelTransform(columns), columns.axis.stride)

/** What the kernel contributes: [products · phases, inChannels · outChannels]. */
export function kernelTransformed(kernel: Node, g: Geometry, t: Tilings): Node {
  const taps = reshape(kernel, [g.kernelHeight * g.kernelWidth, g.inChannels * g.outChannels])
  return combined(transformOfKernel(t), taps)
}

/** What the gradient of the result contributes to both other gradients: [products, positions, outChannels]. */
export function gradientTransformed(gradient: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const list: number[] = []
  for (const [a, b] of pairs(rows.filtering.outputs, columns.filtering.outputs)) {
    for (let n = 0; n < g.batch; n++) {
      for (const [i, j] of pairs(rows.tiles, columns.tiles)) {
        list.push(pixelOf(gradient, n, i * rows.filtering.outputs + a, j * columns.filtering.outputs + b))
      }
    }
    list.push(ZERO)
  }
  const values = reshape(pixels(gradient, list), [outputsOf(t), positionsOf(g, t) * g.outChannels])
  const transform = transposed(kronecker(rows.filtering.output, columns.filtering.output))
  return reshape(combined(transform, values), [productsOf(t), positionsOf(g, t), g.outChannels])
}
