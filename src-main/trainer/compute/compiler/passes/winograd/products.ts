import { constant, gather, indices, matmul, pad, reshape } from '../../build'
import type { Geometry, Node } from '../../graph'
import { kernelTransform, mirroredOutput, placeOf, reachOf, type Tiling, windowOf, windowTransform } from './axis'
import { type Coefficients, kronecker, kroneckerByProduct, transposed } from './coefficients'

/** Both axes of a convolution, cut into tiles. */
export interface Tilings {
  readonly rows: Tiling
  readonly columns: Tiling
}

const productsOf = ({ rows, columns }: Tilings): number => rows.filtering.products * columns.filtering.products
const phasesOf = ({ rows, columns }: Tilings): number => rows.axis.stride * columns.axis.stride

/** Linear combinations along the first axis: [in, rest] to [out, rest]. */
function combined(coefficients: Coefficients, x: Node): Node {
  const columns = coefficients[0]?.length ?? 0
  const values = Float32Array.from(coefficients.flat())
  return matmul(constant(values, [coefficients.length, columns], 'float32'), x)
}

/** Indices 0 … a − 1 with 0 … b − 1, the second fastest. */
function* pairs(a: number, b: number): Generator<readonly [number, number]> {
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) yield [i, j]
}

/** Images [batch, height, width, channels] with zeros around, as rows of `block` pixels, and their size. */
function bordered(
  x: Node,
  before: readonly [number, number],
  least: readonly [number, number],
  block: number,
): { readonly rows: Node; readonly height: number; readonly width: number } {
  const [batch = 1, inHeight = 1, inWidth = 1, channels = 1] = x.shape
  const height = Math.max(before[0] + inHeight, least[0])
  const width = Math.ceil(Math.max(before[1] + inWidth, least[1]) / block) * block
  const after = [0, height - before[0] - inHeight, width - before[1] - inWidth, 0]
  const padded = pad(x, [0, ...before, 0], after)
  return { rows: reshape(padded, [(batch * height * width) / block, block * channels]), height, width: width / block }
}

/** What the image contributes: [products, batch · tiles, phases · inChannels]. */
function imageTransformed(x: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const [strideHeight, strideWidth] = [rows.axis.stride, columns.axis.stride]
  const {
    rows: blocks,
    height,
    width,
  } = bordered(
    x,
    [rows.axis.before, columns.axis.before],
    [reachOf(rows) * strideHeight, reachOf(columns) * strideWidth],
    strideWidth,
  )
  const list: number[] = []
  for (const [a, b] of pairs(rows.filtering.products, columns.filtering.products)) {
    for (let n = 0; n < g.batch; n++) {
      for (const [i, j] of pairs(rows.tiles, columns.tiles)) {
        for (let phase = 0; phase < strideHeight; phase++) {
          const row = (i * rows.filtering.outputs + a) * strideHeight + phase
          list.push((n * height + row) * width + j * columns.filtering.outputs + b)
        }
      }
    }
  }
  const positions = g.batch * rows.tiles * columns.tiles
  const depth = phasesOf(t) * g.inChannels
  const taps = reshape(gather(blocks, indices(list), 0), [productsOf(t), positions * depth])
  const transform = kronecker(rows.filtering.input, columns.filtering.input)
  return reshape(combined(transform, taps), [productsOf(t), positions, depth])
}

/** What the kernel contributes: [products · phases, inChannels · outChannels]. */
function kernelTransformed(kernel: Node, g: Geometry, t: Tilings): Node {
  const taps = reshape(kernel, [g.kernelHeight * g.kernelWidth, g.inChannels * g.outChannels])
  return combined(transformOfKernel(t), taps)
}

const transformOfKernel = ({ rows, columns }: Tilings): Coefficients =>
  kroneckerByProduct(kernelTransform(rows), rows.axis.stride, kernelTransform(columns), columns.axis.stride)

/** The convolution of an image with a kernel. */
export function convolved(x: Node, kernel: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const weights = reshape(kernelTransformed(kernel, g, t), [productsOf(t), phasesOf(t) * g.inChannels, g.outChannels])
  const products = matmul(imageTransformed(x, g, t), weights)
  const positions = g.batch * rows.tiles * columns.tiles
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
  const pixels = reshape(tiles, [rows.filtering.outputs * columns.filtering.outputs * positions, g.outChannels])
  return reshape(gather(pixels, indices(list), 0), [g.batch, g.outHeight, g.outWidth, g.outChannels])
}

/** The gradient of the image from that of the result; also the transposed convolution. */
export function imageGradient(gradient: Node, kernel: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const [high, wide] = [windowOf(rows), windowOf(columns)]
  const before: [number, number] = [Math.max(0, -high.first), Math.max(0, -wide.first)]
  const [top, left] = [before[0] + high.first, before[1] + wide.first]
  const end = (first: number, { imageTiles, filtering }: Tiling, length: number) =>
    first + (imageTiles - 1) * filtering.outputs + length
  const {
    rows: elements,
    height,
    width,
  } = bordered(gradient, before, [end(top, rows, high.length), end(left, columns, wide.length)], 1)
  const windows: number[] = []
  for (const [a, b] of pairs(high.length, wide.length)) {
    for (let n = 0; n < g.batch; n++) {
      for (const [i, j] of pairs(rows.imageTiles, columns.imageTiles)) {
        const row = n * height + top + i * rows.filtering.outputs + a
        windows.push(row * width + left + j * columns.filtering.outputs + b)
      }
    }
  }
  const positions = g.batch * rows.imageTiles * columns.imageTiles
  const parts = productsOf(t) * phasesOf(t)
  const moved = combined(
    kroneckerByProduct(windowTransform(rows), rows.axis.stride, windowTransform(columns), columns.axis.stride),
    reshape(gather(elements, indices(windows), 0), [high.length * wide.length, positions * g.outChannels]),
  )
  const products = matmul(
    reshape(moved, [parts, positions, g.outChannels]),
    reshape(kernelTransformed(kernel, g, t), [parts, g.inChannels, g.outChannels]),
    false,
    true,
  )
  const tiles = combined(
    kronecker(mirroredOutput(rows), mirroredOutput(columns)),
    reshape(products, [productsOf(t), phasesOf(t) * positions * g.inChannels]),
  )
  const list: number[] = []
  for (let n = 0; n < g.batch; n++) {
    for (const [y, x] of pairs(g.inHeight, g.inWidth)) {
      const [row, column] = [placeOf(rows, y), placeOf(columns, x)]
      const element = row.element * columns.filtering.outputs + column.element
      const part = (element * rows.axis.stride + row.phase) * columns.axis.stride + column.phase
      list.push(part * positions + (n * rows.imageTiles + row.tile) * columns.imageTiles + column.tile)
    }
  }
  const count = rows.filtering.outputs * columns.filtering.outputs * phasesOf(t) * positions
  const pixels = reshape(tiles, [count, g.inChannels])
  return reshape(gather(pixels, indices(list), 0), [g.batch, g.inHeight, g.inWidth, g.inChannels])
}

/** The gradient of the kernel from the image and the gradient of the result. */
export function kernelGradient(x: Node, gradient: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const [tileHeight, tileWidth] = [rows.filtering.outputs, columns.filtering.outputs]
  const {
    rows: elements,
    height,
    width,
  } = bordered(gradient, [0, 0], [rows.tiles * tileHeight, columns.tiles * tileWidth], 1)
  const list: number[] = []
  for (const [a, b] of pairs(tileHeight, tileWidth)) {
    for (let n = 0; n < g.batch; n++) {
      for (const [i, j] of pairs(rows.tiles, columns.tiles)) {
        list.push((n * height + i * tileHeight + a) * width + j * tileWidth + b)
      }
    }
  }
  const positions = g.batch * rows.tiles * columns.tiles
  const spread = combined(
    transposed(kronecker(rows.filtering.output, columns.filtering.output)),
    reshape(gather(elements, indices(list), 0), [tileHeight * tileWidth, positions * g.outChannels]),
  )
  const products = matmul(
    imageTransformed(x, g, t),
    reshape(spread, [productsOf(t), positions, g.outChannels]),
    true,
    false,
  )
  const parts = reshape(products, [productsOf(t) * phasesOf(t), g.inChannels * g.outChannels])
  const taps = combined(transposed(transformOfKernel(t)), parts)
  return reshape(taps, [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels])
}
