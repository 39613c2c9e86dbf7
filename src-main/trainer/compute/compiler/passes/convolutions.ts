import { binary, concat, fill, gather, indices, matmul, pad, reshape } from '../build'
import { type Geometry, type Node, type Pass, rewrite } from '../graph'

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Whether the kernel covers the whole unpadded image, so that the convolution is a product of matrices as it stands. */
const coversImage = (g: Geometry): boolean =>
  g.outHeight === 1 &&
  g.outWidth === 1 &&
  g.kernelHeight === g.inHeight &&
  g.kernelWidth === g.inWidth &&
  g.top + g.left + g.bottom + g.right === 0 &&
  g.dilationHeight === 1 &&
  g.dilationWidth === 1

const positions = (g: Geometry): number => g.batch * g.outHeight * g.outWidth
const patch = (g: Geometry): number => g.kernelHeight * g.kernelWidth * g.inChannels

/**
 * The patches under the kernel as rows, [batch · out, kernel · in] (im2col; Chellapilla et al. 2006). Neighbouring pixels
 * that always move together are gathered as one block.
 */
function patches(x: Node, g: Geometry): Node {
  if (coversImage(g)) return reshape(x, [g.batch, patch(g)])
  const reach = (out: number, stride: number, kernel: number, dilation: number) =>
    (out - 1) * stride + (kernel - 1) * dilation + 1
  const height = Math.max(g.inHeight + g.top, reach(g.outHeight, g.strideHeight, g.kernelHeight, g.dilationHeight))
  const needed = Math.max(g.inWidth + g.left, reach(g.outWidth, g.strideWidth, g.kernelWidth, g.dilationWidth))
  const block = g.dilationWidth === 1 ? greatestDivisor(g.strideWidth, g.kernelWidth) : 1
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
        list.push(
          inside
            ? ((n * g.outHeight + i) * g.outWidth + j) * g.kernelHeight * g.kernelWidth + a * g.kernelWidth + b
            : none,
        )
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

/** The gradient of the input: columns by one product, then every pixel gathers its contributions (col2im). */
function scattered(gradient: Node, kernel: Node, g: Geometry): Node | undefined {
  const rows = reshape(gradient, [positions(g), g.outChannels])
  const matrix = reshape(kernel, [patch(g), g.outChannels])
  const shape = [g.batch, g.inHeight, g.inWidth, g.inChannels]
  if (coversImage(g)) return reshape(matmul(rows, matrix, false, true), shape)
  if (g.dilationHeight !== 1 || g.dilationWidth !== 1) return undefined
  const area = g.kernelHeight * g.kernelWidth
  const bordered = concat([rows, fill(0, [1, g.outChannels])], 0)
  const columns = reshape(matmul(bordered, matrix, false, true), [(positions(g) + 1) * area, g.inChannels])
  const parts: Node[] = []
  for (let i = 0; i < Math.ceil(g.kernelHeight / g.strideHeight); i++) {
    for (let j = 0; j < Math.ceil(g.kernelWidth / g.strideWidth); j++) {
      parts.push(gather(columns, indices(contributions(g, i, j, positions(g) * area)), 0))
    }
  }
  return reshape(total(parts), shape)
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
