import { type Shape, sizeOf } from '@shared/architecture/layer'
import { onnx } from 'onnx-proto'
import type { ElementType, Values } from './graph'

/** A constant of one value is written out up to this many elements; above, the file says only how to make it. */
const WRITTEN_OUT = 64

/** Codes of onnx.TensorProto.DataType. */
export const dataTypes = { float32: 1, uint8: 2, int32: 6, bool: 9, int64: 7 } as const

export type Attributes = Readonly<Record<string, number | readonly number[] | onnx.ITensorProto>>

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
    return this.#once(`s${type}${Object.is(value, -0) ? '-0' : value}`, () =>
      this.constant(filled(value, 1, type), [], type),
    )
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
