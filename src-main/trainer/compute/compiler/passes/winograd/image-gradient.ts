import { gather, indices, matmul, reshape } from '../../build'
import type { Geometry, Node } from '../../graph'
import { mirroredOutput, overlapOf, placeOf, type Tiling, windowOf, windowTransform } from './axis'
import { kronecker, kroneckerByProduct } from './coefficients'
import {
  combined,
  gradientTransformed,
  type ImageGradientForm,
  kernelTransformed,
  outputsOf,
  pairs,
  phasesOf,
  pixelOf,
  pixels,
  positionsOf,
  productsOf,
  type Tilings,
} from './transforms'

const forms: Readonly<Record<ImageGradientForm, typeof fromTiles>> = { overlaps: fromTiles, windows: fromWindows }

/** The gradient of the image from that of the result; also the transposed convolution. */
export const imageGradient = (gradient: Node, kernel: Node, g: Geometry, t: Tilings): Node =>
  forms[t.imageGradient](gradient, kernel, g, t)

/**
 * Tile by tile of the result, with the same transforms of gradient and kernel as elsewhere. The tiles of the image overlap; the
 * part of a tile that lies in the next one is one product, and is taken there as one more.
 */
function fromTiles(gradient: Node, kernel: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const positions = positionsOf(g, t)
  const depth = phasesOf(t) * g.inChannels
  const products = matmul(
    gradientTransformed(gradient, g, t),
    reshape(kernelTransformed(kernel, g, t), [productsOf(t), depth, g.outChannels]),
    false,
    true,
  )
  const [high, wide] = [overlapOf(rows), overlapOf(columns)]
  const list: number[] = []
  for (const vertical of high.sources) {
    for (const horizontal of wide.sources) {
      const plane = vertical.product * columns.filtering.products + horizontal.product
      for (let n = 0; n < g.batch; n++) {
        for (const [i, j] of pairs(high.tiles, wide.tiles)) {
          const [y, x] = [i - vertical.back, j - horizontal.back]
          const inside = y >= 0 && y < rows.tiles && x >= 0 && x < columns.tiles
          list.push(plane * positions + (inside ? (n * rows.tiles + y) * columns.tiles + x : positions - 1))
        }
      }
    }
  }
  const count = g.batch * high.tiles * wide.tiles
  const collected = gather(reshape(products, [productsOf(t) * positions, depth]), indices(list), 0)
  const tiles = combined(
    kronecker(high.transform, wide.transform),
    reshape(collected, [high.sources.length * wide.sources.length, count * depth]),
  )
  const order: number[] = []
  const place = (at: number, { axis, filtering }: Tiling) => {
    const index = Math.floor((at + axis.before) / axis.stride)
    const tile = Math.floor(index / filtering.outputs)
    return { phase: (at + axis.before) % axis.stride, tile, element: index % filtering.outputs }
  }
  for (let n = 0; n < g.batch; n++) {
    for (const [y, x] of pairs(g.inHeight, g.inWidth)) {
      const [row, column] = [place(y, rows), place(x, columns)]
      const element = row.element * columns.filtering.outputs + column.element
      const position = (element * g.batch + n) * high.tiles * wide.tiles + row.tile * wide.tiles + column.tile
      order.push((position * rows.axis.stride + row.phase) * columns.axis.stride + column.phase)
    }
  }
  const all = reshape(tiles, [outputsOf(t) * count * phasesOf(t), g.inChannels])
  return reshape(gather(all, indices(order), 0), [g.batch, g.inHeight, g.inWidth, g.inChannels])
}

/** As a convolution of the result's gradient for each of the interleaved parts of the image. */
function fromWindows(gradient: Node, kernel: Node, g: Geometry, t: Tilings): Node {
  const { rows, columns } = t
  const [high, wide] = [windowOf(rows), windowOf(columns)]
  const windows: number[] = []
  for (const [a, b] of pairs(high.length, wide.length)) {
    for (let n = 0; n < g.batch; n++) {
      for (const [i, j] of pairs(rows.imageTiles, columns.imageTiles)) {
        const [y, x] = [i * rows.filtering.outputs + a, j * columns.filtering.outputs + b]
        windows.push(pixelOf(gradient, n, high.first + y, wide.first + x))
      }
    }
  }
  const positions = g.batch * rows.imageTiles * columns.imageTiles
  const parts = productsOf(t) * phasesOf(t)
  const moved = combined(
    kroneckerByProduct(windowTransform(rows), rows.axis.stride, windowTransform(columns), columns.axis.stride),
    reshape(pixels(gradient, windows), [high.length * wide.length, positions * g.outChannels]),
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
  const all = reshape(tiles, [outputsOf(t) * phasesOf(t) * positions, g.inChannels])
  return reshape(gather(all, indices(list), 0), [g.batch, g.inHeight, g.inWidth, g.inChannels])
}
