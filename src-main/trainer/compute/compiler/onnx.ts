import { type Shape, sizeOf } from '@shared/architecture/layer'
import { onnx } from 'onnx-proto'
import { broadcast, sameShape } from './build'
import { emitConvolution } from './onnx-convolution'
import { type ElementType, type Graph, type Node, nodesOf, type Values } from './graph'

const OPSET = 18
const IR_VERSION = 8
/** A constant of one value is written out up to this many elements; above, the file says only how to make it. */
const WRITTEN_OUT = 64

/** Codes of onnx.TensorProto.DataType. */
const dataTypes = { float32: 1, uint8: 2, int32: 6, bool: 9, int64: 7 } as const

type Attributes = Readonly<Record<string, number | readonly number[] | onnx.ITensorProto>>

/** Marks a number that is written as a float although it is integral. */
const floatAttributes: ReadonlySet<string> = new Set(['alpha', 'beta'])

function attribute(name: string, value: Attributes[string]): onnx.IAttributeProto {
  const types = onnx.AttributeProto.AttributeType
  if (typeof value === 'number') {
    return floatAttributes.has(name) ? { name, type: types.FLOAT, f: value } : { name, type: types.INT, i: value }
  }
  if (isNumbers(value)) return { name, type: types.INTS, ints: [...value] }
  return { name, type: types.TENSOR, t: value }
}

const isNumbers = (value: readonly number[] | onnx.ITensorProto): value is readonly number[] => Array.isArray(value)

const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

function valueInfo(name: string, shape: Shape, type: ElementType): onnx.IValueInfoProto {
  const dim = shape.map((size) => ({ dimValue: size }))
  return { name, type: { tensorType: { elemType: dataTypes[type], shape: { dim } } } }
}

function filled(value: number, count: number, type: ElementType): Values {
  if (type === 'float32') return new Float32Array(count).fill(value)
  return type === 'int32' ? new Int32Array(count).fill(value) : new Uint8Array(count).fill(value)
}

/** Collects the nodes and constants of an ONNX graph. */
export class OnnxWriter {
  readonly nodes: onnx.INodeProto[] = []
  readonly constants: onnx.ITensorProto[] = []
  readonly #shared = new Map<string, string>()
  #count = 0

  /** Adds a node with one result; returns the result's name. */
  add(opType: string, input: readonly string[], attributes: Attributes = {}, output = this.#next('t')): string {
    const list = Object.entries(attributes).map(([name, value]) => attribute(name, value))
    this.nodes.push({ opType, name: `${opType}/${output}`, input: [...input], output: [output], attribute: list })
    return output
  }

  /** Adds a constant; returns its name. */
  constant(values: Values, shape: Shape, type: ElementType): string {
    const name = this.#next('c')
    this.constants.push({ name, dims: [...shape], dataType: dataTypes[type], rawData: bytesOf(values) })
    return name
  }

  /** A list of integers, as shapes and axes are given; equal lists are one constant. */
  integers(list: readonly number[]): string {
    return this.#once(`i${list.join()}`, () => {
      const name = this.#next('i')
      const rawData = bytesOf(BigInt64Array.from(list, BigInt))
      this.constants.push({ name, dims: [list.length], dataType: dataTypes.int64, rawData })
      return name
    })
  }

  /** A constant without axes; equal ones are one constant. */
  scalar(value: number, type: ElementType): string {
    return this.#once(`s${type}${Object.is(value, -0) ? '-0' : value}`, () => this.constant(filled(value, 1, type), [], type))
  }

  /** A tensor of one value. */
  fill(value: number, shape: Shape, type: ElementType): string {
    const size = sizeOf(shape)
    return this.#once(`f${type}${Object.is(value, -0) ? '-0' : value}:${shape.join()}`, () => {
      if (size <= WRITTEN_OUT) return this.constant(filled(value, size, type), shape, type)
      const one = { dims: [1], dataType: dataTypes[type], rawData: bytesOf(filled(value, 1, type)) }
      return this.add('ConstantOfShape', [this.integers(shape)], { value: one })
    })
  }

  #once(key: string, make: () => string): string {
    const name = this.#shared.get(key) ?? make()
    this.#shared.set(key, name)
    return name
  }

  #next(prefix: string): string {
    return `${prefix}${this.#count++}`
  }
}

/** Names of a node's inputs where ONNX broadcasts: a fill becomes a scalar if the other inputs alone give the shape. */
function broadcastInputs(node: Node, writer: OnnxWriter, nameOf: (input: Node) => string): string[] {
  const others = node.inputs.filter((input) => input.operation.kind !== 'fill').map((input) => input.shape)
  const enough = others.length > 0 && sameShape(broadcast(...others), node.shape)
  return node.inputs.map((input) =>
    enough && input.operation.kind === 'fill' ? writer.scalar(input.operation.value, input.type) : nameOf(input),
  )
}

function emit(node: Node, writer: OnnxWriter, nameOf: (input: Node) => string, output: string | undefined): string {
  const { operation, inputs, shape } = node
  const names = () => inputs.map(nameOf)
  const add = (op: string, input: readonly string[], attributes: Attributes = {}) =>
    writer.add(op, input, attributes, output)
  switch (operation.kind) {
    case 'input':
      return operation.name
    case 'constant':
      return writer.constant(operation.values, shape, node.type)
    case 'fill':
      return writer.fill(operation.value, shape, node.type)
    case 'unary':
      return add(operation.function, names())
    case 'binary':
      return add(operation.function, broadcastInputs(node, writer, nameOf))
    case 'where':
      return add('Where', broadcastInputs(node, writer, nameOf))
    case 'leaky-relu':
      return add('LeakyRelu', names(), { alpha: operation.slope })
    case 'step': {
      const positive = writer.add('Greater', [...names(), writer.scalar(0, node.type)])
      return add('Where', [positive, writer.scalar(1, node.type), writer.scalar(operation.slope, node.type)])
    }
    case 'fast-step': {
      if (operation.slope === 0) return add('HardSigmoid', names(), { alpha: 1e30, beta: 0 })
      const steep = writer.add('Mul', [...names(), writer.scalar(1e30, 'float32')])
      return add('Clip', [steep, writer.scalar(operation.slope, 'float32'), writer.scalar(1, 'float32')])
    }
    case 'clip':
      return add('Clip', [...names(), writer.scalar(operation.min, node.type), writer.scalar(operation.max, node.type)])
    case 'cast':
      return add('Cast', names(), { to: dataTypes[node.type] })
    case 'reshape':
      return add('Reshape', [...names(), writer.integers(shape)])
    case 'transpose':
      return add('Transpose', names(), { perm: operation.permutation })
    case 'concat':
      return add('Concat', names(), { axis: operation.axis })
    case 'slice': {
      const ends = operation.begin.map((from, i) => from + (shape[i] ?? 0))
      return add('Slice', [...names(), writer.integers(operation.begin), writer.integers(ends)])
    }
    case 'pad': {
      const amounts = writer.integers([...operation.before, ...operation.after])
      return add('Pad', [...names(), amounts, writer.scalar(operation.value, node.type)])
    }
    case 'tile':
      return add('Tile', [...names(), writer.integers(operation.repeats)])
    case 'gather':
      return add('Gather', names(), { axis: operation.axis })
    case 'reduce':
      return add(`Reduce${operation.function}`, [...names(), writer.integers(operation.axes)], {
        keepdims: operation.keep ? 1 : 0,
      })
    case 'matmul': {
      const { transposeA, transposeB } = operation
      if (!transposeA && !transposeB) return add('MatMul', names())
      if (inputs.every((input) => input.shape.length === 2)) {
        return add('Gemm', names(), { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 })
      }
      const turned = inputs.map((input, i) => {
        if (!(i === 0 ? transposeA : transposeB)) return nameOf(input)
        const axes = input.shape.map((_, axis) => axis)
        return writer.add('Transpose', [nameOf(input)], { perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] })
      })
      return add('MatMul', turned)
    }
    case 'convolution':
    case 'convolution-input':
    case 'convolution-kernel':
      return emitConvolution(operation, names(), writer, output)
  }
}

/** A graph as an ONNX model. Inputs and outputs keep their names. */
export function toOnnx(graph: Graph): Uint8Array {
  const writer = new OnnxWriter()
  const wanted = new Map<Node, string>()
  for (const { name, node } of graph.outputs) {
    const { kind } = node.operation
    // Inputs and constants have names of their own, and a value can carry only one.
    if (kind !== 'input' && kind !== 'constant' && kind !== 'fill' && !wanted.has(node)) wanted.set(node, name)
  }
  const names = new Map<Node, string>()
  const inputs: onnx.IValueInfoProto[] = []
  const nameOf = (node: Node): string => {
    const known = names.get(node)
    if (known !== undefined) return known
    const name = emit(node, writer, nameOf, wanted.get(node))
    names.set(node, name)
    return name
  }
  for (const node of nodesOf(graph)) {
    // Fills are written where they are used, often as scalars.
    if (node.operation.kind !== 'fill') nameOf(node)
    if (node.operation.kind === 'input') inputs.push(valueInfo(node.operation.name, node.shape, node.type))
  }
  for (const { name, node } of graph.outputs) {
    if (wanted.get(node) !== name) writer.add('Identity', [nameOf(node)], {}, name)
  }
  const output = graph.outputs.map(({ name, node }) => valueInfo(name, node.shape, node.type))
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    producerName: 'GAN Studio',
    graph: { name: 'graph', node: writer.nodes, initializer: writer.constants, input: inputs, output },
  })
  return onnx.ModelProto.encode(model).finish()
}
