import { sizeOf } from '@shared/architecture/layer'
import { type ElementType, type Geometry, type Graph, type Node, nodesOf, type Operation } from './graph'

/** What an operation, or many, take. */
export interface Cost {
  /** Floating-point operations; a multiplication and an addition are two. */
  readonly flops: number
  /** Bytes read from inputs, each element that is needed once. */
  readonly bytesRead: number
  /** Bytes of results. */
  readonly bytesWritten: number
}

/** The cost of all operations of one kind. */
export interface OperationCost extends Cost {
  /** Such as `matmul` or `binary Add`. */
  readonly operation: string
  readonly count: number
}

const nothing: Cost = { flops: 0, bytesRead: 0, bytesWritten: 0 }

const elementBytes: Readonly<Record<ElementType, number>> = { float32: 4, int32: 4, uint8: 1, bool: 1 }

const bytesOf = ({ shape, type }: Pick<Node, 'shape' | 'type'>): number => sizeOf(shape) * elementBytes[type]

/** A fill is written into the operation that uses it, so reading it takes nothing. */
const readOf = (node: Node): number => (node.operation.kind === 'fill' ? 0 : bytesOf(node))

/** Multiplications and additions of a convolution or of one of its gradients; taps on the padding count too. */
const convolutionFlops = (g: Geometry): number =>
  2 * g.batch * g.outHeight * g.outWidth * g.outChannels * g.kernelHeight * g.kernelWidth * g.inChannels

/** Length of the sums of a matrix product. */
function depthOf({ inputs }: Node, transposeA: boolean): number {
  return inputs[0]?.shape.at(transposeA ? -2 : -1) ?? 1
}

/**
 * What one node takes, by its shapes alone: caches, vector units and what a runtime fuses are not looked at. An element-wise
 * function is one operation for each element, a reduction one for each element that it reads; moving data is none.
 */
export function nodeCost(node: Node): Cost {
  const { operation, inputs } = node
  const read = inputs.reduce((sum, input) => sum + readOf(input), 0)
  const written = bytesOf(node)
  const size = sizeOf(node.shape)
  const cost = (flops: number, bytesRead = read): Cost => ({ flops, bytesRead, bytesWritten: written })
  switch (operation.kind) {
    case 'input':
    case 'constant':
    case 'fill':
    case 'reshape':
      return nothing
    case 'unary':
    case 'binary':
    case 'leaky-relu':
    case 'step':
    case 'fast-step':
    case 'clip':
    case 'where':
    case 'cast':
      return cost(size)
    case 'transpose':
    case 'concat':
    case 'pad':
    case 'tile':
      return cost(0)
    case 'slice':
      return cost(0, written)
    case 'gather': {
      const [, indices] = inputs
      return cost(0, written + (indices === undefined ? 0 : readOf(indices)))
    }
    case 'reduce':
      return cost(inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0))
    case 'matmul':
      return cost(2 * size * depthOf(node, operation.transposeA))
    case 'convolution':
    case 'convolution-input':
    case 'convolution-kernel':
      return cost(convolutionFlops(operation.geometry))
  }
}

/** The sum of two costs. */
export const addCosts = (a: Cost, b: Cost): Cost => ({
  flops: a.flops + b.flops,
  bytesRead: a.bytesRead + b.bytesRead,
  bytesWritten: a.bytesWritten + b.bytesWritten,
})

/** Whether a node computes or moves something; inputs, constants and reshapes do not. */
export const isWork = ({ operation: { kind } }: Node): boolean =>
  kind !== 'input' && kind !== 'constant' && kind !== 'fill' && kind !== 'reshape'

/** The kind of an operation, with its function where it has one. */
export function operationName(operation: Operation): string {
  switch (operation.kind) {
    case 'unary':
    case 'binary':
    case 'reduce':
      return `${operation.kind} ${operation.function}`
    default:
      return operation.kind
  }
}

/** What a graph takes. */
export const graphCost = (graph: Graph): Cost => nodesOf(graph).map(nodeCost).reduce(addCosts, nothing)

/** What the operations of a graph take, by kind, most FLOPs first and then most bytes; inputs and constants are left out. */
export function operationCosts(graph: Graph): OperationCost[] {
  const found = new Map<string, OperationCost>()
  for (const node of nodesOf(graph).filter(isWork)) {
    const operation = operationName(node.operation)
    const before = found.get(operation) ?? { operation, count: 0, ...nothing }
    found.set(operation, { operation, count: before.count + 1, ...addCosts(before, nodeCost(node)) })
  }
  const moved = ({ bytesRead, bytesWritten }: Cost) => bytesRead + bytesWritten
  return [...found.values()].sort((a, b) => b.flops - a.flops || moved(b) - moved(a))
}
