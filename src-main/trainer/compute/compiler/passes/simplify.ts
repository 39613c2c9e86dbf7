import { binary, cast, fill, reshape, sameShape, unary } from '../build'
import { type BinaryFunction, type Node, type Pass, rewrite, type UnaryFunction, type Values } from '../graph'

/** Functions whose result in float32 does not depend on who computes it. */
const exactUnary: Partial<Record<UnaryFunction, (x: number) => number>> = {
  Abs: Math.abs,
  Neg: (x) => -x,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(x, 0),
  Sign: Math.sign,
  Sqrt: Math.sqrt,
}
const exactBinary: Partial<Record<BinaryFunction, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: Math.max,
  Min: Math.min,
}

const filledWith = (node: Node | undefined): number | undefined =>
  node?.operation.kind === 'fill' ? node.operation.value : undefined

/** The one value of a constant, if it has only one. */
function uniform(values: Values): number | undefined {
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? first : undefined
}

/** `x` has the type and shape of `node`, else undefined. */
const fitting = (x: Node | undefined, node: Node): Node | undefined =>
  x !== undefined && x.type === node.type && sameShape(x.shape, node.shape) ? x : undefined

function simplifyBinary(node: Node, name: BinaryFunction): Node {
  const [a, b] = node.inputs
  if (a === undefined || b === undefined || node.type !== 'float32') return node
  const left = filledWith(a)
  const right = filledWith(b)
  const exact = exactBinary[name]
  if (left !== undefined && right !== undefined && exact !== undefined) {
    return fill(Math.fround(exact(left, right)), node.shape)
  }
  switch (name) {
    case 'Mul':
      // 0 · x is taken as 0 for infinite x too: gradients that do not flow have no other value.
      if (left === 0 || right === 0) return fill(0, node.shape)
      return (left === 1 ? fitting(b, node) : right === 1 ? fitting(a, node) : undefined) ?? node
    case 'Div':
      if (left === 0) return fill(0, node.shape)
      if (right === 1) return fitting(a, node) ?? node
      return right !== undefined && Number.isInteger(Math.log2(Math.abs(right)))
        ? binary('Mul', a, fill(1 / right, b.shape))
        : node
    case 'Add':
      return (left === 0 ? fitting(b, node) : right === 0 ? fitting(a, node) : undefined) ?? node
    case 'Sub':
      if (right === 0) return fitting(a, node) ?? node
      return left === 0 && fitting(b, node) !== undefined ? unary('Neg', b) : node
    default:
      return node
  }
}

function simplifyReduce(node: Node): Node {
  const { operation } = node
  const [x] = node.inputs
  if (operation.kind !== 'reduce' || x === undefined) return node
  if (operation.axes.every((axis) => x.shape[axis] === 1)) return reshape(x, node.shape)
  const value = filledWith(x)
  if (value === undefined || node.type !== 'float32' || operation.function === 'Prod') return node
  const count = operation.axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1)
  return fill(operation.function === 'Sum' ? Math.fround(value * count) : value, node.shape)
}

function simplify(node: Node): Node {
  const { operation, inputs, shape } = node
  const [x] = inputs
  if (operation.kind === 'constant') {
    const value = uniform(operation.values)
    return value === undefined ? node : fill(value, shape, node.type)
  }
  if (x === undefined) return node
  const value = filledWith(x)
  switch (operation.kind) {
    case 'unary': {
      const exact = exactUnary[operation.function]
      return value === undefined || exact === undefined ? node : fill(Math.fround(exact(value)), shape, node.type)
    }
    case 'binary':
      return simplifyBinary(node, operation.function)
    case 'reduce':
      return simplifyReduce(node)
    case 'reshape':
      return reshape(x, shape)
    case 'tile':
    case 'transpose':
    case 'slice':
      return value === undefined ? node : fill(value, shape, node.type)
    case 'cast': {
      if (value !== undefined && node.type === 'float32') return fill(value, shape, 'float32')
      const before = x.operation.kind === 'cast' ? x.inputs[0] : undefined
      // Every uint8 is an int32, so the step between can go.
      return before?.type === 'uint8' && x.type === 'int32' ? cast(before, node.type) : node
    }
    case 'matmul':
      return inputs.some((input) => filledWith(input) === 0) ? fill(0, shape) : node
    default:
      return node
  }
}

/** Computes what is known while compiling and leaves out what changes nothing. */
export const simplification: Pass = {
  name: 'simplification',
  summary: 'Computes constants ahead and removes operations that change nothing.',
  run: (graph) => rewrite(graph, simplify),
}
