import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { Node } from '../graph'

/** One call of a tfjs kernel: its inputs as graph nodes, its attributes checked. */
export class Call {
  constructor(
    readonly kernel: string,
    private readonly inputs: NamedTensorInfoMap,
    private readonly attributes: NamedAttrMap,
    private readonly nodeOf: (tensor: TensorInfo) => Node,
  ) {}

  /** An input that must be there. */
  node(name: string): Node {
    const node = this.optional(name)
    if (node === undefined) throw new TypeError(`${this.kernel} lacks its input ${name}`)
    return node
  }

  optional(name: string): Node | undefined {
    const tensor: TensorInfo | undefined = this.inputs[name]
    return tensor ? this.nodeOf(tensor) : undefined
  }

  /** All inputs in order. */
  all(): Node[] {
    return Object.values(this.inputs).flatMap((tensor) => (tensor ? [this.nodeOf(tensor)] : []))
  }

  attribute(name: string): unknown {
    return this.attributes[name]
  }

  number(name: string, otherwise?: number): number {
    const value: unknown = this.attributes[name] ?? otherwise
    if (typeof value === 'number') return value
    throw new TypeError(`${this.kernel}: ${name} is not a number`)
  }

  flag(name: string): boolean {
    return this.attributes[name] === true
  }

  text(name: string): string | undefined {
    const value: unknown = this.attributes[name]
    return typeof value === 'string' ? value : undefined
  }

  /** A list of numbers; a lone number is a list of one. */
  numbers(name: string): number[] {
    const list = numbersOf(this.attributes[name])
    if (list === undefined) throw new TypeError(`${this.kernel}: ${name} is not a list of numbers`)
    return list
  }

  /** A list of lists of numbers, such as paddings. */
  pairs(name: string): number[][] {
    const value: unknown = this.attributes[name]
    const lists = Array.isArray(value) ? value.map(numbersOf) : []
    return lists.map((list) => list ?? [])
  }
}

/** A list of numbers from an attribute, or undefined where it is something else. */
export function numbersOf(value: unknown): number[] | undefined {
  if (typeof value === 'number') return [value]
  const list: unknown[] | undefined = Array.isArray(value)
    ? value
    : value instanceof Int32Array
      ? [...value]
      : undefined
  if (list === undefined) return undefined
  const numbers = list.filter((item) => typeof item === 'number')
  return numbers.length === list.length ? numbers : undefined
}

/** What a kernel yields: one tensor or several. */
export type Kernel = (call: Call) => Node | Node[]
