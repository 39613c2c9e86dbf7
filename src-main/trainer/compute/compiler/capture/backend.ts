import { type BackendValues, type DataId, type DataType, KernelBackend } from '@tensorflow/tfjs-core'
import { constant, fill } from '../build'
import type { ElementType, Node, Values } from '../graph'

/** The type of a graph value that stands for a tfjs tensor. */
export function elementTypeOf(dtype: DataType): ElementType {
  switch (dtype) {
    case 'float32':
    case 'int32':
    case 'bool':
      return dtype
    case 'complex64':
    case 'string':
      throw new TypeError(`tensors of ${dtype} cannot be compiled`)
  }
}

/** The values in a constant's own array, copied: tfjs may reuse its buffer. */
function valuesOf(values: BackendValues, type: ElementType): Values {
  if (type === 'float32' && values instanceof Float32Array) return values.slice()
  if (type === 'int32' && values instanceof Int32Array) return values.slice()
  const numbers = [...values].map((value: unknown) => {
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value)
    throw new TypeError('text cannot be compiled')
  })
  if (type === 'float32') return Float32Array.from(numbers)
  return type === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers)
}

function allEqual(values: BackendValues, first: number): boolean {
  for (const value of values) if (value !== first) return false
  return true
}

/** A tfjs backend whose tensors are nodes of a graph: it computes nothing and remembers everything. */
export class CaptureBackend extends KernelBackend {
  readonly #nodes = new Map<DataId, Node>()

  /** Forgets all tensors. */
  clear(): void {
    this.#nodes.clear()
  }

  /** A new tensor for a node. */
  add(node: Node): DataId {
    const id = {}
    this.#nodes.set(id, node)
    return id
  }

  /** The node of a tensor. */
  nodeOf(id: DataId): Node {
    const node = this.#nodes.get(id)
    if (node === undefined) throw new Error('A tensor of another trace was used in a compiled phase')
    return node
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const id = {}
    this.move(id, values, shape, dtype)
    return id
  }

  override move(id: DataId, values: BackendValues, shape: number[], dtype: DataType): void {
    const type = elementTypeOf(dtype)
    const [first] = values
    // The ones and zeros that gradients begin with come as full arrays.
    const uniform = typeof first === 'number' && allEqual(values, first)
    this.#nodes.set(id, uniform ? fill(first, shape, type) : constant(valuesOf(values, type), shape, type))
  }

  override readSync(id: DataId): BackendValues {
    const { operation, shape } = this.nodeOf(id)
    if (operation.kind === 'constant') return operation.values
    if (operation.kind === 'fill') return new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(operation.value)
    throw new Error('The values of a tensor were read while a phase was being compiled')
  }

  override async read(id: DataId): Promise<BackendValues> {
    return this.readSync(id)
  }

  override numDataIds(): number {
    return this.#nodes.size
  }

  override disposeData(): boolean {
    return true
  }

  // Nodes are freed all at once by `clear`; tfjs only needs to believe that every tensor is in use.
  override refCount(): number {
    return 1
  }
  override incRef(): void {
    return
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override timerAvailable(): boolean {
    return false
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }
}
