import type { Shape } from '@shared/architecture/layer'

/** Element types of the values in a graph. */
export type ElementType = 'float32' | 'int32' | 'uint8' | 'bool'

/** Functions of one value, applied to every element; named as in ONNX. */
export type UnaryFunction =
  | 'Abs'
  | 'Ceil'
  | 'Cos'
  | 'Elu'
  | 'Erf'
  | 'Exp'
  | 'Floor'
  | 'Log'
  | 'Neg'
  | 'Not'
  | 'Reciprocal'
  | 'Relu'
  | 'Round'
  | 'Sigmoid'
  | 'Sign'
  | 'Sin'
  | 'Softplus'
  | 'Sqrt'
  | 'Tanh'

/** Functions of two values with NumPy broadcasting; named as in ONNX. */
export type BinaryFunction = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Max' | 'Min' | 'Pow' | LogicalFunction
export type LogicalFunction = 'And' | 'Or' | 'Equal' | 'Greater' | 'GreaterOrEqual' | 'Less' | 'LessOrEqual'

export type ReduceFunction = 'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod'

/** A two-dimensional convolution: input [batch, inHeight, inWidth, inChannels], kernel [kernelHeight, kernelWidth, inChannels, outChannels]. */
export interface Geometry {
  readonly batch: number
  readonly inHeight: number
  readonly inWidth: number
  readonly inChannels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly outChannels: number
  readonly kernelHeight: number
  readonly kernelWidth: number
  readonly strideHeight: number
  readonly strideWidth: number
  readonly dilationHeight: number
  readonly dilationWidth: number
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export type Values = Float32Array | Int32Array | Uint8Array

/** A convolution or one of its two gradients. */
export interface Convolution {
  /**
   * `convolution`: of image and kernel. `convolution-input`: of the output's gradient and the kernel, also the transposed
   * convolution. `convolution-kernel`: of image and the output's gradient.
   */
  readonly kind: 'convolution' | 'convolution-input' | 'convolution-kernel'
  readonly geometry: Geometry
}

/** What a node computes from its inputs. Sizes that the node's own shape tells are not repeated. */
export type Operation =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: Values }
  /** Every element has this value. */
  | { readonly kind: 'fill'; readonly value: number }
  | { readonly kind: 'unary'; readonly function: UnaryFunction }
  | { readonly kind: 'binary'; readonly function: BinaryFunction }
  /** x where x > 0, else slope · x. */
  | { readonly kind: 'leaky-relu'; readonly slope: number }
  /** 1 where x > 0, else `slope`. */
  | { readonly kind: 'step'; readonly slope: number }
  /** `step` in one cheap pass: differs from it only for |x| < 1e-30. */
  | { readonly kind: 'fast-step'; readonly slope: number }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }
  /** Inputs: condition (bool), value where true, value where false; broadcasting. */
  | { readonly kind: 'where' }
  | { readonly kind: 'cast' }
  | { readonly kind: 'reshape' }
  /** Output axis i is input axis permutation[i]. */
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  | { readonly kind: 'concat'; readonly axis: number }
  | { readonly kind: 'slice'; readonly begin: readonly number[] }
  | {
      readonly kind: 'pad'
      readonly before: readonly number[]
      readonly after: readonly number[]
      readonly value: number
    }
  | { readonly kind: 'tile'; readonly repeats: readonly number[] }
  /** Inputs: data, indices (int32). */
  | { readonly kind: 'gather'; readonly axis: number }
  /** Reduced axes keep size 1 where `keep`. */
  | {
      readonly kind: 'reduce'
      readonly function: ReduceFunction
      readonly axes: readonly number[]
      readonly keep: boolean
    }
  /** Matrices in the last two axes, the others broadcast. */
  | { readonly kind: 'matmul'; readonly transposeA: boolean; readonly transposeB: boolean }
  | Convolution

/** A value and how it is computed. Nodes are immutable; a node that several others use is the same object in all of them. */
export interface Node {
  readonly operation: Operation
  readonly inputs: readonly Node[]
  readonly shape: Shape
  readonly type: ElementType
}

/** A pure function of named inputs, given by its results. Whatever no output needs is not part of it. */
export interface Graph {
  readonly outputs: readonly { readonly name: string; readonly node: Node }[]
}

/** All nodes of a graph, inputs before their users, each once. */
export function nodesOf(graph: Graph): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  const stack: { readonly node: Node; next: number }[] = []
  for (const { node } of graph.outputs) {
    if (seen.has(node)) continue
    seen.add(node)
    stack.push({ node, next: 0 })
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.node.inputs[top.next]
      top.next++
      if (input === undefined) {
        order.push(top.node)
        stack.pop()
      } else if (!seen.has(input)) {
        seen.add(input)
        stack.push({ node: input, next: 0 })
      }
    }
  }
  return order
}

/** A step of the compiler: a graph with the same outputs, computed in another way. */
export interface Pass {
  readonly name: string
  /** What it changes, one line. */
  readonly summary: string
  run(graph: Graph): Graph
}

/**
 * Rebuilds a graph from its inputs on. `visit` gets each node with its inputs already replaced and returns the node to use
 * instead, of the same shape and type.
 */
export function rewrite(graph: Graph, visit: (node: Node) => Node): Graph {
  const replaced = new Map<Node, Node>()
  const now = (node: Node): Node => replaced.get(node) ?? node
  for (const node of nodesOf(graph)) {
    const inputs = node.inputs.map(now)
    replaced.set(node, visit(inputs.some((input, i) => input !== node.inputs[i]) ? { ...node, inputs } : node))
  }
  return { outputs: graph.outputs.map(({ name, node }) => ({ name, node: now(node) })) }
}
