import { sizeOf } from '@shared/architecture/layer'
import { concat, fill, input, matmul, reduce, reshape, transpose } from '../build'
import { type Graph, type Node, nodesOf, type Pass } from '../graph'
import { mirrorInput, stateOfInput } from '../names'
import { mirrorCost, productCost, transposeCost } from './orientation-cost'

/** A matrix as it is computed: itself, or its transpose where `turned`. */
interface Form {
  readonly node: Node
  readonly turned: boolean
}

const rowsOf = (node: Node): number => node.shape[0] ?? 1
const columnsOf = (node: Node): number => node.shape[1] ?? 1
const isMatrix = (node: Node): boolean => node.shape.length === 2
/** Both forms of a vector lie in memory alike, and those of a fill are written, not computed. */
const turnsFreely = (node: Node): boolean =>
  node.operation.kind === 'fill' || rowsOf(node) === 1 || columnsOf(node) === 1
/** The kernel that keeps mirrors moves blocks of 4 × 4. */
const MIRROR_BLOCK = 4

/** The state that a matrix is, if its transpose can be had as a mirror; a vector is its own. */
function mirrored(node: Node): string | undefined {
  const { operation, shape } = node
  if (operation.kind !== 'input') return undefined
  const fits = turnsFreely(node) || shape.every((size) => size % MIRROR_BLOCK === 0)
  return fits ? stateOfInput(operation.name) : undefined
}

const turnedShape = (node: Node): readonly [number, number] => [columnsOf(node), rowsOf(node)]

function turn(node: Node): Node {
  if (node.operation.kind === 'fill') return fill(node.operation.value, turnedShape(node), node.type)
  const state = mirrored(node)
  if (state !== undefined) return input(mirrorInput(state), turnedShape(node), node.type)
  return turnsFreely(node) ? reshape(node, turnedShape(node)) : transpose(node, [1, 0])
}

function turnCost(node: Node): number {
  if (turnsFreely(node)) return 0
  return mirrored(node) === undefined ? transposeCost(sizeOf(node.shape)) : mirrorCost(sizeOf(node.shape))
}

/** Operations that compute a transpose from transposes as cheaply as the matrix from matrices. */
function isElementwise({ operation }: Node): boolean {
  switch (operation.kind) {
    case 'unary':
    case 'binary':
    case 'leaky-relu':
    case 'step':
    case 'fast-step':
    case 'clip':
    case 'where':
    case 'cast':
      return true
    default:
      return false
  }
}

const isIndifferent = (user: Node): boolean => ['matmul', 'reduce', 'transpose'].includes(user.operation.kind)

/** The nodes whose own form is needed in the end, by an output or by an operation that knows no other. */
function wantedAsTheyAre(graph: Graph, order: readonly Node[]): ReadonlySet<Node> {
  const wanted = new Set<Node>(graph.outputs.map(({ node }) => node))
  for (const user of [...order].reverse()) {
    if (isIndifferent(user)) continue
    const passesOn = isElementwise(user) || user.operation.kind === 'concat'
    if (passesOn && !wanted.has(user)) continue
    for (const node of user.inputs) wanted.add(node)
  }
  return wanted
}

class Orientation {
  readonly #forms = new Map<Node, Form>()
  readonly #turned = new Map<Node, Node>()
  readonly #wanted: ReadonlySet<Node>

  constructor(wanted: ReadonlySet<Node>) {
    this.#wanted = wanted
  }

  #form(original: Node): Form {
    return this.#forms.get(original) ?? { node: original, turned: false }
  }

  /** A matrix, or its transpose, whichever way it was computed. */
  get(original: Node, turned = false): Node {
    const form = this.#form(original)
    if (form.turned === turned) return form.node
    const known = this.#turned.get(form.node) ?? turn(form.node)
    this.#turned.set(form.node, known)
    return known
  }

  #costOf(original: Node, turned: boolean): number {
    const form = this.#form(original)
    return form.turned === turned || this.#turned.has(form.node) ? 0 : turnCost(form.node)
  }

  /** Computes a node in the cheaper form, from inputs that were computed before. */
  compute(node: Node): void {
    this.#forms.set(node, this.#computed(node))
  }

  #computed(node: Node): Form {
    const { operation, inputs } = node
    const [x] = inputs
    if (!isMatrix(node) || x === undefined || !inputs.every(isMatrix)) return this.#asItIs(node)
    switch (operation.kind) {
      case 'matmul':
        return this.#product(node, operation)
      case 'transpose': {
        const { node: source, turned } = this.#form(x)
        return operation.permutation[0] === 1 ? { node: source, turned: !turned } : this.#asItIs(node)
      }
      case 'reduce': {
        if (!operation.keep || !this.#form(x).turned) return this.#asItIs(node)
        const axes = operation.axes.map((axis) => 1 - axis).sort((a, b) => a - b)
        return { node: reduce(operation.function, this.get(x, true), axes, true), turned: true }
      }
      case 'concat': {
        if (!this.#isTurned(node)) return this.#asItIs(node)
        const parts = inputs.map((part) => this.get(part, true))
        return { node: concat(parts, 1 - operation.axis), turned: true }
      }
      default:
        return isElementwise(node) && this.#isTurned(node) ? this.#turnedElementwise(node) : this.#asItIs(node)
    }
  }

  #asItIs(node: Node): Form {
    const inputs = node.inputs.map((x) => this.get(x))
    return { node: inputs.some((x, i) => x !== node.inputs[i]) ? { ...node, inputs } : node, turned: false }
  }

  #turnedElementwise(node: Node): Form {
    const inputs = node.inputs.map((x) => this.get(x, true))
    return { node: { ...node, inputs, shape: turnedShape(node) }, turned: true }
  }

  /** Whether most of what a node is made from is there as transposes. */
  #isTurned(node: Node): boolean {
    const cost = (turned: boolean) => node.inputs.reduce((sum, x) => sum + this.#costOf(x, turned), 0)
    const back = this.#wanted.has(node) && !turnsFreely(node) ? transposeCost(sizeOf(node.shape)) : 0
    return cost(false) > 0 && (cost(true) === 0 || cost(true) + back <= cost(false))
  }

  /** A product in the cheapest of its forms: the result or its transpose, of the operands or their transposes. */
  #product(node: Node, { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean }): Form {
    const [a, b] = node.inputs
    if (a === undefined || b === undefined) return this.#asItIs(node)
    const inner = transposeA ? rowsOf(a) : columnsOf(a)
    let best: { readonly cost: number; readonly make: () => Form } | undefined
    for (const turned of [false, true]) {
      // Cᵀ = op(B)ᵀ op(A)ᵀ: the operands change places and are transposed once more.
      const left = turned ? { x: b, flip: !transposeB } : { x: a, flip: transposeA }
      const right = turned ? { x: a, flip: !transposeA } : { x: b, flip: transposeB }
      const [m, n] = turned ? [columnsOf(node), rowsOf(node)] : [rowsOf(node), columnsOf(node)]
      const back = turned && this.#wanted.has(node) && !turnsFreely(node) ? transposeCost(m * n) : 0
      for (const turnLeft of [false, true]) {
        for (const turnRight of [false, true]) {
          const flips = { transposeA: left.flip !== turnLeft, transposeB: right.flip !== turnRight }
          const operands = this.#costOf(left.x, turnLeft) + this.#costOf(right.x, turnRight)
          const cost = productCost({ m, k: inner, n, ...flips }) + operands + back
          if (best !== undefined && cost >= best.cost) continue
          const make = (): Form => {
            if (!turned && !turnLeft && !turnRight) return this.#asItIs(node)
            const [l, r] = [this.get(left.x, turnLeft), this.get(right.x, turnRight)]
            return { node: matmul(l, r, flips.transposeA, flips.transposeB), turned }
          }
          best = { cost, make }
        }
      }
    }
    return best?.make() ?? this.#asItIs(node)
  }
}

function run(graph: Graph): Graph {
  const order = nodesOf(graph)
  const orientation = new Orientation(wantedAsTheyAre(graph, order))
  for (const node of order) orientation.compute(node)
  return { outputs: graph.outputs.map(({ name, node }) => ({ name, node: orientation.get(node) })) }
}

/**
 * Computes products of matrices with few rows as transposes, [features, batch]: ONNX Runtime copies the right operand of every
 * product, which then is the small batch and not the large weights. Weights that are needed both ways get a mirror.
 */
export const orientation: Pass = {
  name: 'orientation',
  summary: 'Computes small batches as columns, so that no product copies its weights.',
  run,
}
