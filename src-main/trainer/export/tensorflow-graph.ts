import type { Shape } from '@shared/architecture/layer'
import { StudioError } from '@shared/contract/errors'
import {
  type BinaryFunction,
  type Convolution,
  type ElementType,
  type Graph,
  type Node,
  nodesOf,
  type UnaryFunction,
  type Values,
} from '../compute/compiler/graph'

/** A node of a TensorFlow graph in the JSON form that TensorFlow.js reads (tensorflow/core/framework/node_def.proto). */
interface NodeDef {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  readonly attr: Readonly<Record<string, Attribute>>
}

type Attribute =
  | { readonly type: string }
  | { readonly b: boolean }
  | { readonly f: number }
  | { readonly i: string }
  | { readonly s: string }
  | { readonly shape: { readonly dim: readonly { readonly size: string }[] } }
  | { readonly list: { readonly i: readonly string[] } }

/** A weight in the order in which its bytes come. */
interface WeightSpec {
  readonly name: string
  readonly shape: Shape
  readonly dtype: 'float32' | 'int32' | 'bool'
}

/** What TensorFlow.js loads as a graph model: topology and the description of the weights, and the weights' bytes. */
export interface TensorFlowModel {
  readonly model: {
    readonly format: 'graph-model'
    readonly generatedBy: string
    readonly convertedBy: null
    readonly signature: unknown
    readonly modelTopology: { readonly node: readonly NodeDef[]; readonly versions: Record<string, never> }
    readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly WeightSpec[] }[]
  }
  readonly weights: readonly Uint8Array[]
}

const dataTypes: Readonly<Record<ElementType, { readonly graph: string; readonly weight: WeightSpec['dtype'] }>> = {
  float32: { graph: 'DT_FLOAT', weight: 'float32' },
  int32: { graph: 'DT_INT32', weight: 'int32' },
  uint8: { graph: 'DT_INT32', weight: 'int32' },
  bool: { graph: 'DT_BOOL', weight: 'bool' },
}

/** Functions whose name differs from ONNX's. */
const unaryNames: Readonly<Partial<Record<UnaryFunction, string>>> = { Not: 'LogicalNot' }
const binaryNames: Readonly<Partial<Record<BinaryFunction, string>>> = {
  Add: 'AddV2',
  Div: 'RealDiv',
  Max: 'Maximum',
  Min: 'Minimum',
  And: 'LogicalAnd',
  Or: 'LogicalOr',
  GreaterOrEqual: 'GreaterEqual',
  LessOrEqual: 'LessEqual',
}

const text = (value: string): Attribute => ({ s: btoa(value) })
const integers = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } })
const shapeOf = (shape: Shape) => ({ dim: shape.map((size) => ({ size: String(size) })) })

/** Values as the bytes of their weight: TensorFlow.js has no uint8. */
function bytesOf(values: Values): Uint8Array {
  const wide = values instanceof Uint8Array ? Int32Array.from(values) : values
  return new Uint8Array(wide.buffer, wide.byteOffset, wide.byteLength)
}

/** Writes nodes one after the other; constants become weights. */
class GraphWriter {
  readonly nodes: NodeDef[] = []
  readonly specs: WeightSpec[] = []
  readonly weights: Uint8Array[] = []
  #count = 0

  add(op: string, input: readonly string[], attr: Readonly<Record<string, Attribute>> = {}, name?: string): string {
    const given = name ?? `n${this.#count++}`
    this.nodes.push({ name: given, op, input, attr })
    return given
  }

  constant(values: Values, shape: Shape, type: ElementType): string {
    const name = `c${this.#count++}`
    const { graph, weight } = dataTypes[type]
    this.specs.push({ name, shape, dtype: weight })
    this.weights.push(type === 'bool' ? Uint8Array.from(values) : bytesOf(values))
    return this.add('Const', [], { dtype: { type: graph } }, name)
  }

  integers(values: readonly number[]): string {
    return this.constant(Int32Array.from(values), [values.length], 'int32')
  }

  scalar(value: number, type: ElementType = 'float32'): string {
    return this.constant(type === 'float32' ? Float32Array.of(value) : Int32Array.of(value), [], type)
  }
}

function refused(what: string): StudioError {
  return new StudioError('ENGINE_UNAVAILABLE', `TensorFlow.js cannot express ${what}.`, {
    safe: 'Nothing was written.',
    next: 'Export the generator as ONNX, which the browser draws with onnxruntime-web.',
  })
}

const valid = { padding: text('VALID'), data_format: text('NHWC') } as const

function padded(
  writer: GraphWriter,
  x: string,
  before: readonly number[],
  after: readonly number[],
  value = 0,
): string {
  if ([...before, ...after].every((amount) => amount === 0)) return x
  const amounts = before.flatMap((amount, axis) => [amount, after[axis] ?? 0])
  const paddings = writer.constant(Int32Array.from(amounts), [before.length, 2], 'int32')
  return writer.add('PadV2', [x, paddings, writer.scalar(value)])
}

/** A convolution of images that are padded before it, or a transposed one whose result is cut to its size. */
function convolution(
  { kind, geometry: g }: Convolution,
  [first = '', second = '']: readonly string[],
  writer: GraphWriter,
) {
  const strides = integers([1, g.strideHeight, g.strideWidth, 1])
  switch (kind) {
    case 'convolution': {
      const x = padded(writer, first, [0, g.top, g.left, 0], [0, g.bottom, g.right, 0])
      const dilations = integers([1, g.dilationHeight, g.dilationWidth, 1])
      return writer.add('Conv2D', [x, second], { strides, dilations, ...valid })
    }
    case 'convolution-input': {
      if (g.dilationHeight !== 1 || g.dilationWidth !== 1) throw refused('a transposed convolution with dilation')
      const [height, width] = [
        (g.outHeight - 1) * g.strideHeight + g.kernelHeight,
        (g.outWidth - 1) * g.strideWidth + g.kernelWidth,
      ]
      const whole = writer.add(
        'Conv2DBackpropInput',
        [writer.integers([g.batch, height, width, g.inChannels]), second, first],
        { strides, dilations: integers([1, 1, 1, 1]), ...valid },
      )
      // Rows and columns that no kernel reaches are zeros, as with PyTorch's output padding.
      const beyond = [Math.max(0, g.top + g.inHeight - height), Math.max(0, g.left + g.inWidth - width)] as const
      const enough = padded(writer, whole, [0, 0, 0, 0], [0, beyond[0], beyond[1], 0])
      return writer.add('Slice', [
        enough,
        writer.integers([0, g.top, g.left, 0]),
        writer.integers([g.batch, g.inHeight, g.inWidth, g.inChannels]),
      ])
    }
    case 'convolution-kernel':
      throw refused('the gradient of a kernel')
  }
}

function emit(node: Node, writer: GraphWriter, inputs: readonly string[]): string {
  const { operation, shape, type } = node
  switch (operation.kind) {
    case 'input':
      return writer.add(
        'Placeholder',
        [],
        { dtype: { type: dataTypes[type].graph }, shape: { shape: shapeOf(shape) } },
        operation.name,
      )
    case 'constant':
      return writer.constant(operation.values, shape, type)
    case 'fill':
      if (shape.length === 0) return writer.scalar(operation.value, type)
      return writer.add('Fill', [writer.integers(shape), writer.scalar(operation.value, type)])
    case 'unary':
      return writer.add(unaryNames[operation.function] ?? operation.function, inputs)
    case 'binary':
      return writer.add(binaryNames[operation.function] ?? operation.function, inputs)
    case 'where':
      return writer.add('SelectV2', inputs)
    case 'leaky-relu':
      return writer.add('LeakyRelu', inputs, { alpha: { f: operation.slope } })
    case 'clip': {
      const low = writer.add('Maximum', [...inputs, writer.scalar(operation.min, type)])
      return writer.add('Minimum', [low, writer.scalar(operation.max, type)])
    }
    case 'cast':
      return writer.add('Cast', inputs, { DstT: { type: dataTypes[type].graph } })
    case 'reshape':
      return writer.add('Reshape', [...inputs, writer.integers(shape)])
    case 'transpose':
      return writer.add('Transpose', [...inputs, writer.integers(operation.permutation)])
    case 'concat':
      return writer.add('ConcatV2', [...inputs, writer.scalar(operation.axis, 'int32')], {
        N: { i: String(inputs.length) },
      })
    case 'slice':
      return writer.add('Slice', [...inputs, writer.integers(operation.begin), writer.integers(shape)])
    case 'pad':
      return padded(writer, inputs[0] ?? '', operation.before, operation.after, operation.value)
    case 'tile':
      return writer.add('Tile', [...inputs, writer.integers(operation.repeats)])
    case 'gather':
      return writer.add('GatherV2', [...inputs, writer.scalar(operation.axis, 'int32')])
    case 'reduce':
      return writer.add(operation.function, [...inputs, writer.integers(operation.axes)], {
        keep_dims: { b: operation.keep },
      })
    case 'matmul': {
      const { transposeA, transposeB } = operation
      const flat = node.inputs.every((input) => input.shape.length === 2)
      return flat
        ? writer.add('MatMul', inputs, { transpose_a: { b: transposeA }, transpose_b: { b: transposeB } })
        : writer.add('BatchMatMulV2', inputs, { adj_x: { b: transposeA }, adj_y: { b: transposeB } })
    }
    case 'convolution':
    case 'convolution-input':
    case 'convolution-kernel':
      return convolution(operation, inputs, writer)
    case 'step':
    case 'fast-step':
      throw refused('a gradient')
  }
}

/**
 * A graph as a model that `tf.loadGraphModel` reads. Inputs and outputs keep their names.
 * @param file of the weights, beside the model
 * @throws StudioError `ENGINE_UNAVAILABLE` for what TensorFlow.js lacks
 */
export function toTensorFlow(graph: Graph, file: string): TensorFlowModel {
  const writer = new GraphWriter()
  const names = new Map<Node, string>()
  const tensor = (name: string, { shape, type }: Node) => ({
    name: `${name}:0`,
    dtype: dataTypes[type].graph,
    tensorShape: shapeOf(shape),
  })
  const inputs: [string, unknown][] = []
  for (const node of nodesOf(graph)) {
    const name = emit(
      node,
      writer,
      node.inputs.map((input) => names.get(input) ?? ''),
    )
    names.set(node, name)
    if (node.operation.kind === 'input') inputs.push([name, tensor(name, node)])
  }
  const outputs = graph.outputs.map(({ name, node }) => {
    writer.add('Identity', [names.get(node) ?? ''], {}, name)
    return [name, tensor(name, node)] as const
  })
  return {
    model: {
      format: 'graph-model',
      generatedBy: 'GAN Studio',
      convertedBy: null,
      signature: { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) },
      modelTopology: { node: writer.nodes, versions: {} },
      weightsManifest: [{ paths: [file], weights: writer.specs }],
    },
    weights: writer.weights,
  }
}
