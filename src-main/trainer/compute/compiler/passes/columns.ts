import { binary, concat, constant, fill, gather, indices, matmul, pad, reshape } from '../build'
import type { Geometry, Node } from '../graph'

const area = (g: Geometry): number => g.kernelHeight * g.kernelWidth
export const positions = (g: Geometry): number => g.batch * g.outHeight * g.outWidth
export const patch = (g: Geometry): number => area(g) * g.inChannels

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Neighbouring pixels that always move together. */
const blockOf = (g: Geometry): number => (g.dilationWidth === 1 ? greatestDivisor(g.strideWidth, g.kernelWidth) : 1)

/** The patches under the kernel as rows, [positions, patch], gathered from the image with zeros around it. */
export function patchesByGathers(x: Node, g: Geometry): Node {
  const reach = (out: number, stride: number, kernel: number, dilation: number) =>
    (out - 1) * stride + (kernel - 1) * dilation + 1
  const height = Math.max(g.inHeight + g.top, reach(g.outHeight, g.strideHeight, g.kernelHeight, g.dilationHeight))
  const needed = Math.max(g.inWidth + g.left, reach(g.outWidth, g.strideWidth, g.kernelWidth, g.dilationWidth))
  const block = blockOf(g)
  const width = Math.ceil(needed / block) * block
  const padded = pad(x, [0, g.top, g.left, 0], [0, height - g.inHeight - g.top, width - g.inWidth - g.left, 0])
  const blocks = width / block
  const list: number[] = []
  for (let n = 0; n < g.batch; n++) {
    for (let i = 0; i < g.outHeight; i++) {
      for (let j = 0; j < g.outWidth; j++) {
        for (let a = 0; a < g.kernelHeight; a++) {
          const row = (n * height + i * g.strideHeight + a * g.dilationHeight) * blocks
          for (let b = 0; b < g.kernelWidth; b += block) {
            list.push(row + (j * g.strideWidth + b * g.dilationWidth) / block)
          }
        }
      }
    }
  }
  const rows = reshape(padded, [g.batch * height * blocks, block * g.inChannels])
  return reshape(gather(rows, indices(list), 0), [positions(g), patch(g)])
}

/** For each input pixel, the row of the column matrix that holds one of its contributions; `none` where there is none. */
function contributions(g: Geometry, rowOffset: number, columnOffset: number, none: number): number[] {
  const list: number[] = []
  for (let n = 0; n < g.batch; n++) {
    for (let y = 0; y < g.inHeight; y++) {
      const i = Math.floor((y + g.top) / g.strideHeight) - rowOffset
      const a = y + g.top - i * g.strideHeight
      for (let x = 0; x < g.inWidth; x++) {
        const j = Math.floor((x + g.left) / g.strideWidth) - columnOffset
        const b = x + g.left - j * g.strideWidth
        const inside = i >= 0 && i < g.outHeight && j >= 0 && j < g.outWidth && a < g.kernelHeight && b < g.kernelWidth
        list.push(inside ? ((n * g.outHeight + i) * g.outWidth + j) * area(g) + a * g.kernelWidth + b : none)
      }
    }
  }
  return list
}

/** Sum in a balanced tree. */
function total(parts: readonly Node[]): Node {
  const queue = [...parts]
  for (;;) {
    const a = queue.shift()
    const b = queue.shift()
    if (a === undefined) throw new RangeError('nothing to add')
    if (b === undefined) return a
    queue.push(binary('Add', a, b))
  }
}

/**
 * The gradient of the image from rows [positions, outChannels] and the kernel as a matrix [patch, outChannels]: the columns of
 * all positions and of one more, which is zero, of which every pixel gathers its contributions (col2im). Without dilation only.
 */
export function addedByGathers(rows: Node, matrix: Node, g: Geometry): Node {
  const bordered = concat([rows, fill(0, [1, g.outChannels])], 0)
  const columns = reshape(matmul(bordered, matrix, false, true), [(positions(g) + 1) * area(g), g.inChannels])
  const parts: Node[] = []
  for (let i = 0; i < Math.ceil(g.kernelHeight / g.strideHeight); i++) {
    for (let j = 0; j < Math.ceil(g.kernelWidth / g.strideWidth); j++) {
      parts.push(gather(columns, indices(contributions(g, i, j, positions(g) * area(g))), 0))
    }
  }
  return reshape(total(parts), [g.batch, g.inHeight, g.inWidth, g.inChannels])
}

/** A matrix of zeros and ones, or its transpose. */
function selection(rows: number, columns: number, ones: readonly (readonly [number, number])[], turned: boolean): Node {
  const values = new Float32Array(rows * columns)
  for (const [row, column] of ones) values[turned ? column * rows + row : row * columns + column] = 1
  return constant(values, turned ? [columns, rows] : [rows, columns], 'float32')
}

/**
 * From the columns of a row of positions to the pixels below each row of the kernel, [(j, a, b, channel), (a, x, channel)]; or,
 * turned, the reverse.
 */
function acrossWidth(g: Geometry, turned = false): Node {
  const ones: [number, number][] = []
  for (let j = 0; j < g.outWidth; j++) {
    for (let at = 0; at < area(g); at++) {
      const [a, b] = [Math.floor(at / g.kernelWidth), at % g.kernelWidth]
      const x = j * g.strideWidth + b * g.dilationWidth - g.left
      if (x < 0 || x >= g.inWidth) continue
      for (let c = 0; c < g.inChannels; c++) {
        ones.push([(j * area(g) + at) * g.inChannels + c, (a * g.inWidth + x) * g.inChannels + c])
      }
    }
  }
  return selection(g.outWidth * patch(g), g.kernelHeight * g.inWidth * g.inChannels, ones, turned)
}

/** From those of every row of positions to rows of pixels, [y, (i, a)]; or, turned, the reverse. */
function acrossHeight(g: Geometry, turned = false): Node {
  const ones: [number, number][] = []
  for (let i = 0; i < g.outHeight; i++) {
    for (let a = 0; a < g.kernelHeight; a++) {
      const y = i * g.strideHeight + a * g.dilationHeight - g.top
      if (y >= 0 && y < g.inHeight) ones.push([y, i * g.kernelHeight + a])
    }
  }
  return selection(g.inHeight, g.outHeight * g.kernelHeight, ones, turned)
}

/** The same as `addedByGathers`, by products with matrices of zeros and ones, first along the width, then along the height. */
export function addedByProducts(rows: Node, matrix: Node, g: Geometry): Node {
  const columns = reshape(matmul(rows, matrix, false, true), [g.batch * g.outHeight, g.outWidth * patch(g)])
  const wide = reshape(matmul(columns, acrossWidth(g)), [
    g.batch,
    g.outHeight * g.kernelHeight,
    g.inWidth * g.inChannels,
  ])
  return reshape(matmul(acrossHeight(g), wide), [g.batch, g.inHeight, g.inWidth, g.inChannels])
}

/** The same as `patchesByGathers`, by products with matrices of zeros and ones, first along the height, then along the width. */
export function patchesByProducts(x: Node, g: Geometry): Node {
  const high = matmul(acrossHeight(g, true), reshape(x, [g.batch, g.inHeight, g.inWidth * g.inChannels]))
  const below = reshape(high, [g.batch * g.outHeight, g.kernelHeight * g.inWidth * g.inChannels])
  return reshape(matmul(below, acrossWidth(g, true)), [positions(g), patch(g)])
}

/** Nanoseconds to gather a row of pixels, and an element of it, and to multiply and add; measured on two cores with AVX-512. */
const ROW = 4
const ELEMENT = 0.3
const MULTIPLIED = 1 / 60

/** Estimated time of the products with zeros and ones, in either direction. */
export function productsTake(g: Geometry): number {
  const width = g.inWidth * g.inChannels
  const wide = positions(g) * patch(g) * g.kernelHeight * width
  const high = g.batch * g.inHeight * g.outHeight * g.kernelHeight * width
  return (wide + high) * MULTIPLIED
}

/** Estimated time of the gathers that make patches of an image, or an image of contributions. */
export function gathersTake(g: Geometry, what: 'patches' | 'image'): number {
  if (what === 'patches') return positions(g) * (area(g) / blockOf(g)) * (ROW + ELEMENT * blockOf(g) * g.inChannels)
  const parts = Math.ceil(g.kernelHeight / g.strideHeight) * Math.ceil(g.kernelWidth / g.strideWidth)
  return parts * g.batch * g.inHeight * g.inWidth * (ROW + 2 * ELEMENT * g.inChannels)
}
