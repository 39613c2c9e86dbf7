import { type Shape, sizeOf } from '@shared/architecture/layer'
import { concat, fill, input, reduce, reshape } from '../build'
import { type Graph, type Node, nodesOf, type Pass } from '../graph'

/** The matrix that holds a tensor: its last axis as columns, all others as rows. */
const matrixShape = (shape: Shape): readonly [number, number] => {
  const columns = shape.at(-1) ?? 1
  return [columns === 0 ? 0 : sizeOf(shape) / columns, columns]
}

/** An element-wise operation on matrices, if broadcasting means the same there. */
function elementwise(node: Node, matrices: readonly Node[]): Node | undefined {
  const shape = matrixShape(node.shape)
  const inputs = matrices.map((x) => (x.operation.kind === 'fill' ? fill(x.operation.value, shape, x.type) : x))
  const fits = inputs.every(({ shape: [r, c] }) => (r === shape[0] || r === 1) && (c === shape[1] || c === 1))
  return fits ? { ...node, inputs, shape } : undefined
}

function asMatrix(node: Node, matrices: readonly Node[]): Node | undefined {
  const { operation, inputs } = node
  const [x] = inputs
  const [matrix] = matrices
  switch (operation.kind) {
    case 'input':
      return input(operation.name, matrixShape(node.shape), node.type)
    case 'constant':
    case 'fill':
      return reshape(node, matrixShape(node.shape))
    case 'unary':
    case 'leaky-relu':
    case 'step':
    case 'fast-step':
    case 'clip':
    case 'cast':
      return { ...node, inputs: matrices, shape: matrixShape(node.shape) }
    case 'binary':
    case 'where':
      return elementwise(node, matrices)
    case 'reshape':
      return matrix === undefined ? undefined : reshape(matrix, matrixShape(node.shape))
    case 'concat': {
      const rank = node.shape.length
      if (operation.axis === rank - 1) return concat(matrices, 1)
      return operation.axis === 0 ? concat(matrices, 0) : undefined
    }
    case 'reduce': {
      if (x === undefined || matrix === undefined) return undefined
      const last = x.shape.length - 1
      const { axes } = operation
      const columns = axes.includes(last)
      const rows = axes.length === (columns ? last + 1 : last)
      if (!rows && !(columns && axes.length === 1)) return undefined
      const over = [...(rows ? [0] : []), ...(columns ? [1] : [])]
      return reshape(reduce(operation.function, matrix, over, true), matrixShape(node.shape))
    }
    default:
      return undefined
  }
}

function run(graph: Graph): Graph {
  const done = new Map<Node, Node>()
  for (const node of nodesOf(graph)) {
    const matrices = node.inputs.map((x) => done.get(x) ?? x)
    const general = () => {
      const inputs = node.inputs.map((x, i) => reshape(matrices[i] ?? x, x.shape))
      return reshape({ ...node, inputs }, matrixShape(node.shape))
    }
    done.set(node, asMatrix(node, matrices) ?? general())
  }
  return { outputs: graph.outputs.map(({ name, node }) => ({ name, node: done.get(node) ?? node })) }
}

/**
 * Keeps every tensor as a matrix [rest, channels], inputs and outputs too. Reshapes between layers vanish; operations that
 * have no meaning on matrices get their own shape back.
 */
export const matrices: Pass = {
  name: 'matrices',
  summary: 'Keeps all tensors as matrices, so that no layer changes the layout.',
  run,
}
