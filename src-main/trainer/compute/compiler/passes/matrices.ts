import { type Shape, sizeOf } from '@shared/architecture/layer'
import { concat, fill, input, reduce, reshape } from '../build'
import { type Graph, type Node, nodesOf, type Pass } from '../graph'

/** Axes of size 1 at the end. A column of single values is slow in ONNX Runtime's element-wise operations, so they are left out. */
function trailingOnes(shape: Shape): number {
  const last = shape.findLastIndex((size) => size !== 1)
  return shape.length - 1 - last
}

/** The axis that becomes the columns: the last that is not of size 1; −1 where there is none. */
const columnAxis = (shape: Shape): number => shape.length - 1 - trailingOnes(shape)

/** The matrix that holds a tensor: its column axis as columns, all axes before it as rows. */
function matrixShape(shape: Shape): readonly [number, number] {
  const columns = shape[columnAxis(shape)] ?? 1
  return [columns === 0 ? 0 : sizeOf(shape) / columns, columns]
}

/** An element-wise operation on matrices, if broadcasting means the same there. */
function elementwise(node: Node, matrices: readonly Node[]): Node | undefined {
  const shape = matrixShape(node.shape)
  const ones = trailingOnes(node.shape)
  const inputs = matrices.map((x) => (x.operation.kind === 'fill' ? fill(x.operation.value, shape, x.type) : x))
  const fits = node.inputs.every((x, i) => {
    if (x.operation.kind === 'fill' || sizeOf(x.shape) === 1) return true
    const [rows, columns] = inputs[i]?.shape ?? []
    return trailingOnes(x.shape) === ones && columns === shape[1] && (rows === shape[0] || rows === 1)
  })
  return fits ? { ...node, inputs, shape } : undefined
}

function asReduction(node: Node, matrix: Node): Node | undefined {
  const { operation, inputs } = node
  const [x] = inputs
  if (operation.kind !== 'reduce' || x === undefined) return undefined
  const real = (axis: number) => x.shape[axis] !== 1
  const axes = operation.axes.filter(real)
  const column = columnAxis(x.shape)
  const rows = x.shape.flatMap((_, axis) => (axis < column && real(axis) ? [axis] : []))
  const overRows = rows.length > 0 && rows.every((axis) => axes.includes(axis))
  const overColumns = axes.includes(column)
  if (axes.length !== (overRows ? rows.length : 0) + (overColumns ? 1 : 0)) return undefined
  const over = [...(overRows ? [0] : []), ...(overColumns ? [1] : [])]
  return reshape(reduce(operation.function, matrix, over, true), matrixShape(node.shape))
}

function asConcatenation(node: Node, matrices: readonly Node[]): Node | undefined {
  const { operation } = node
  if (operation.kind !== 'concat') return undefined
  const column = columnAxis(node.shape)
  if (node.inputs.some(({ shape }) => columnAxis(shape) !== column)) return undefined
  if (operation.axis === column) return concat(matrices, 1)
  return operation.axis === 0 ? concat(matrices, 0) : undefined
}

function asMatrix(node: Node, matrices: readonly Node[]): Node | undefined {
  const { operation } = node
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
    case 'concat':
      return asConcatenation(node, matrices)
    case 'reduce':
      return matrix === undefined ? undefined : asReduction(node, matrix)
    default:
      return undefined
  }
}

/** A result without the reshape at its end, which would copy it: whoever binds a result takes the shape that it has. */
const unshaped = (node: Node): Node => (node.operation.kind === 'reshape' ? (node.inputs[0] ?? node) : node)

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
  return { outputs: graph.outputs.map(({ name, node }) => ({ name, node: unshaped(done.get(node) ?? node) })) }
}

/**
 * Keeps every tensor as a matrix [rest, channels], inputs too. Reshapes between layers vanish; operations that have no meaning
 * on matrices get their own shape back. Outputs have whatever shape they are computed in.
 */
export const matrices: Pass = {
  name: 'matrices',
  summary: 'Keeps all tensors as matrices, so that no layer changes the layout.',
  run,
}
