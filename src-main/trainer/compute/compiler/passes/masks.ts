import { binary, step } from '../build'
import { type Node, type Pass, rewrite } from '../graph'

/** `where(x > 0, y, y · slope)`, as tfjs writes the gradient of LeakyReLU, is y · step(x). */
function leakyGradient(node: Node): Node | undefined {
  const [condition, whole, scaled] = node.inputs
  if (node.operation.kind !== 'where' || condition === undefined || whole === undefined || scaled === undefined) {
    return undefined
  }
  const [x, zero] = condition.inputs
  if (condition.operation.kind !== 'binary' || condition.operation.function !== 'Greater') return undefined
  if (x?.type !== 'float32' || zero?.operation.kind !== 'fill' || zero.operation.value !== 0) return undefined
  const [base, slope] = scaled.inputs
  if (scaled.operation.kind !== 'binary' || scaled.operation.function !== 'Mul' || base !== whole) return undefined
  if (slope?.operation.kind !== 'fill') return undefined
  const { value } = slope.operation
  return value >= 0 && value < 1 ? binary('Mul', whole, step(x, value)) : undefined
}

function cheaper(node: Node): Node {
  const { operation } = node
  const [x] = node.inputs
  if (operation.kind === 'step' && x?.type === 'float32' && operation.slope >= 0 && operation.slope < 1) {
    return { ...node, operation: { kind: 'fast-step', slope: operation.slope } }
  }
  return node
}

/** Masks of ReLU and LeakyReLU gradients without comparisons and selections. */
export const masks: Pass = {
  name: 'masks',
  summary: 'Replaces comparison and selection in activation gradients by one saturating pass.',
  run: (graph) =>
    rewrite(
      rewrite(graph, (node) => leakyGradient(node) ?? node),
      cheaper,
    ),
}
