import {
  add,
  type GradConfig,
  getGradient,
  mul,
  ones,
  registerGradient,
  rsqrt,
  sub,
  sum,
  type Tensor,
  unregisterGradient,
  zerosLike,
} from '@tensorflow/tfjs-core'
import type { Node } from '../graph'

const KERNEL = 'FusedBatchNorm'

/** The node behind reshapes. */
function source(node: Node): Node {
  let at = node
  while (at.operation.kind === 'reshape') at = at.inputs[0] ?? at
  return at
}

/** What `node` is the mean of, if it is a mean over all axes but the last. */
function averaged(node: Node): Node | undefined {
  const { operation, inputs } = source(node)
  const [x] = inputs
  if (x === undefined || operation.kind !== 'reduce' || operation.function !== 'Mean') return undefined
  const last = x.shape.length - 1
  return operation.axes.length === last && !operation.axes.includes(last) ? x : undefined
}

/** Whether `mean` and `variance` are those of x over all axes but the last. */
export function areMoments(x: Node, mean: Node, variance: Node): boolean {
  const centre = averaged(mean)
  const square = averaged(variance)
  if (centre === undefined || square === undefined) return false
  if (source(centre) !== source(x) || centre.shape.at(-1) !== x.shape.at(-1)) return false
  const [a, b] = square.inputs
  if (square.operation.kind !== 'binary' || square.operation.function !== 'Mul' || a === undefined || a !== b) {
    return false
  }
  const [value, own] = a.inputs
  if (a.operation.kind !== 'binary' || a.operation.function !== 'Sub') return false
  return value !== undefined && own !== undefined && source(value) === source(x) && source(own) === source(mean)
}

/**
 * The gradient of batch normalisation by the batch's own statistics in closed form (Ioffe and Szegedy 2015, section 3):
 * dx carries all paths, so that mean and variance get none. Anything else keeps the gradient of tfjs.
 */
function closedForm(stock: GradConfig, nodeOf: (tensor: Tensor) => Node): GradConfig {
  return {
    kernelName: KERNEL,
    inputsToSave: ['x', 'mean', 'variance', 'scale'],
    gradFunc(dy, saved, attributes) {
      const [x, mean, variance] = saved
      const epsilon: unknown = attributes['varianceEpsilon']
      if (x === undefined || mean === undefined || variance === undefined || typeof epsilon !== 'number') {
        throw new TypeError(`${KERNEL} saved other tensors than expected`)
      }
      if (Array.isArray(dy)) throw new TypeError(`${KERNEL} has one result`)
      if (mean.rank !== 1 || !areMoments(nodeOf(x), nodeOf(mean), nodeOf(variance))) {
        return stock.gradFunc(dy, saved, attributes)
      }
      const axes = x.shape.slice(0, -1).map((_, i) => i)
      const share = mean.size / x.size
      const scale = saved[3] ?? ones(mean.shape)
      const centred = sub(x, mean)
      const inverse = rsqrt(add(variance, epsilon))
      const offsetGradient = sum(dy, axes)
      const scaleGradient = mul(sum(mul(dy, centred), axes), inverse)
      const slope = mul(mul(scaleGradient, inverse), share)
      return {
        x: () => mul(sub(sub(dy, mul(centred, slope)), mul(offsetGradient, share)), mul(scale, inverse)),
        mean: () => zerosLike(mean),
        variance: () => zerosLike(variance),
        scale: () => scaleGradient,
        offset: () => offsetGradient,
      }
    },
  }
}

/** Runs `trace` with the closed form in place; other users of tfjs in this process do not see it. */
export function withClosedFormNormalisation<T>(nodeOf: (tensor: Tensor) => Node, trace: () => T): T {
  const stock = getGradient(KERNEL)
  unregisterGradient(KERNEL)
  registerGradient(closedForm(stock, nodeOf))
  try {
    return trace()
  } finally {
    unregisterGradient(KERNEL)
    registerGradient(stock)
  }
}
