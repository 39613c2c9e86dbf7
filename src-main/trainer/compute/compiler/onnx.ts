import type { Shape } from '@shared/architecture/layer'
import { onnx } from 'onnx-proto'
import { broadcast, sameShape } from './build'
import { type ElementType, type Graph, type Node, nodesOf } from './graph'
import { emitConvolution } from './onnx-convolution'
import { type Attributes, dataTypes, OnnxWriter } from './onnx-writer'

const OPSET = 18
const IR_VERSION = 8

function valueInfo(name: string, shape: Shape, type: ElementType): onnx.IValueInfoProto {
  const dim = shape.map((size) => ({ dimValue: size }))
  return { name, type: { tensorType: { elemType: dataTypes[type], shape: { dim } } } }
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

/**
 * A graph as an ONNX model. Inputs and outputs keep their names.
 * @param origins gets the graph's node of each ONNX node, by the ONNX node's name
 */
export function toOnnx(graph: Graph, origins?: Map<string, Node>): Uint8Array {
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
    const first = writer.nodes.length
    const name = emit(node, writer, nameOf, wanted.get(node))
    names.set(node, name)
    for (const { name: written } of writer.nodes.slice(first)) {
      // Fills are written while the node that uses them is: they are theirs already.
      if (origins !== undefined && written && !origins.has(written)) origins.set(written, node)
    }
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
