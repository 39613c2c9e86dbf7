import { type Shape, sizeOf } from '@shared/architecture/layer'
import type {
  BinaryFunction,
  ElementType,
  Geometry,
  Node,
  Operation,
  ReduceFunction,
  UnaryFunction,
  Values,
} from './graph'

const logical: ReadonlySet<BinaryFunction> = new Set([
  'And',
  'Or',
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
])

const node = (operation: Operation, inputs: readonly Node[], shape: Shape, type: ElementType): Node => ({
  operation,
  inputs,
  shape,
  type,
})

/** Whether two shapes are equal. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i])

/** The shape that the given shapes broadcast to (NumPy's rule). Throws a RangeError if they do not fit. */
export function broadcast(...shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, i) => {
    let size = 1
    for (const shape of shapes) {
      const own = shape[i - rank + shape.length] ?? 1
      if (own === 1 || own === size) continue
      if (size !== 1) throw new RangeError(`shapes do not broadcast: ${shapes.map((s) => `[${s}]`).join(' and ')}`)
      size = own
    }
    return size
  })
}

export const input = (name: string, shape: Shape, type: ElementType): Node =>
  node({ kind: 'input', name }, [], shape, type)

export const constant = (values: Values, shape: Shape, type: ElementType): Node =>
  node({ kind: 'constant', values }, [], shape, type)

export const fill = (value: number, shape: Shape, type: ElementType = 'float32'): Node =>
  node({ kind: 'fill', value }, [], shape, type)

/** The indices of a gather. */
export const indices = (list: readonly number[]): Node => constant(Int32Array.from(list), [list.length], 'int32')

export const unary = (name: UnaryFunction, x: Node): Node =>
  node({ kind: 'unary', function: name }, [x], x.shape, x.type)

export const binary = (name: BinaryFunction, a: Node, b: Node): Node =>
  node({ kind: 'binary', function: name }, [a, b], broadcast(a.shape, b.shape), logical.has(name) ? 'bool' : a.type)

export const leakyRelu = (x: Node, slope: number): Node => node({ kind: 'leaky-relu', slope }, [x], x.shape, x.type)

export const step = (x: Node, slope: number): Node => node({ kind: 'step', slope }, [x], x.shape, x.type)

export const clip = (x: Node, min: number, max: number): Node => node({ kind: 'clip', min, max }, [x], x.shape, x.type)

export const where = (condition: Node, a: Node, b: Node): Node =>
  node({ kind: 'where' }, [condition, a, b], broadcast(condition.shape, a.shape, b.shape), a.type)

export const cast = (x: Node, type: ElementType): Node =>
  x.type === type ? x : node({ kind: 'cast' }, [x], x.shape, type)

/** The same values in row-major order with another shape of the same size. */
export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x
  if (sizeOf(x.shape) !== sizeOf(shape)) throw new RangeError(`[${x.shape}] cannot be reshaped to [${shape}]`)
  if (x.operation.kind === 'fill' || x.operation.kind === 'constant') return { ...x, shape }
  const source = x.operation.kind === 'reshape' ? x.inputs[0] : x
  if (source !== undefined && sameShape(source.shape, shape)) return source
  return node({ kind: 'reshape' }, [source ?? x], shape, x.type)
}

export const transpose = (x: Node, permutation: readonly number[]): Node =>
  permutation.every((axis, i) => axis === i)
    ? x
    : node(
        { kind: 'transpose', permutation },
        [x],
        permutation.map((axis) => x.shape[axis] ?? 1),
        x.type,
      )

export function concat(parts: readonly Node[], axis: number): Node {
  const [first] = parts
  if (first === undefined) throw new RangeError('nothing to concatenate')
  if (parts.length === 1) return first
  const size = parts.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0)
  return node(
    { kind: 'concat', axis },
    parts,
    first.shape.map((s, i) => (i === axis ? size : s)),
    first.type,
  )
}

export const slice = (x: Node, begin: readonly number[], size: Shape): Node =>
  sameShape(x.shape, size) ? x : node({ kind: 'slice', begin }, [x], size, x.type)

export function pad(x: Node, before: readonly number[], after: readonly number[], value = 0): Node {
  if (before.every((n) => n === 0) && after.every((n) => n === 0)) return x
  const shape = x.shape.map((size, i) => size + (before[i] ?? 0) + (after[i] ?? 0))
  return node({ kind: 'pad', before, after, value }, [x], shape, x.type)
}

export const tile = (x: Node, repeats: readonly number[]): Node =>
  repeats.every((n) => n === 1)
    ? x
    : node(
        { kind: 'tile', repeats },
        [x],
        x.shape.map((size, i) => size * (repeats[i] ?? 1)),
        x.type,
      )

export const gather = (x: Node, at: Node, axis: number): Node =>
  node({ kind: 'gather', axis }, [x, at], [...x.shape.slice(0, axis), ...at.shape, ...x.shape.slice(axis + 1)], x.type)

/** Axes are sorted and not negative. */
export function reduce(name: ReduceFunction, x: Node, axes: readonly number[], keep: boolean): Node {
  const shape = keep
    ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : x.shape.filter((_, i) => !axes.includes(i))
  if (axes.length === 0) return x
  return node({ kind: 'reduce', function: name, axes, keep }, [x], shape, x.type)
}

export function matmul(a: Node, b: Node, transposeA = false, transposeB = false): Node {
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 1
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 1
  const outer = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2))
  return node({ kind: 'matmul', transposeA, transposeB }, [a, b], [...outer, rows, columns], a.type)
}

export const convolution = (x: Node, kernel: Node, geometry: Geometry): Node =>
  node(
    { kind: 'convolution', geometry },
    [x, kernel],
    [geometry.batch, geometry.outHeight, geometry.outWidth, geometry.outChannels],
    x.type,
  )

export const convolutionInput = (gradient: Node, kernel: Node, geometry: Geometry): Node =>
  node(
    { kind: 'convolution-input', geometry },
    [gradient, kernel],
    [geometry.batch, geometry.inHeight, geometry.inWidth, geometry.inChannels],
    gradient.type,
  )

export const convolutionKernel = (x: Node, gradient: Node, geometry: Geometry): Node =>
  node(
    { kind: 'convolution-kernel', geometry },
    [x, gradient],
    [geometry.kernelHeight, geometry.kernelWidth, geometry.inChannels, geometry.outChannels],
    x.type,
  )
