import {
  add,
  clone,
  customGrad,
  div,
  matMul,
  mul,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
  transpose,
  zerosLike,
} from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { type Applied, pick } from './layer'

/** As in PyTorch, the smallest length that a vector is divided by. */
const TINY = 1e-12

const unit = (x: Tensor): Tensor => div(x, add(sqrt(sum(square(x))), TINY))

/** x as a constant: no derivative goes through it. */
const held = (x: Tensor): Tensor =>
  customGrad((...given) => {
    const [value] = given
    if (!isTensor(value)) throw new TypeError('nothing to hold')
    return { value: clone(value), gradFunc: (dy: Tensor) => zerosLike(dy) }
  })(x)

const isTensor = (value: unknown): value is Tensor => typeof value === 'object' && value !== null && 'dataId' in value

/** A kernel, and the new state of its power iteration. */
export interface SpectralKernel {
  readonly kernel: Tensor
  readonly updates: Applied['updates']
}

/**
 * The kernel divided by its largest singular value σ = vᵀWu (Miyato et al. 2018, Algorithm 1). In training one power
 * iteration comes first: v ← Wu / ‖Wu‖, u ← Wᵀv / ‖Wᵀv‖, through which no derivative goes, as in PyTorch.
 * @param outputAxis the axis of the kernel that its outputs lie on
 */
export function spectralKernel(
  weights: Tensors,
  outputAxis: 'last' | 'before-last',
  training: boolean,
): SpectralKernel {
  const kernel = pick(weights, 'kernel')
  const { rank } = kernel
  const axes = kernel.shape.map((_size, i) => i)
  const turned = outputAxis === 'last' ? kernel : transpose(kernel, [...axes.slice(0, rank - 2), rank - 1, rank - 2])
  const outputs = turned.shape.at(-1) ?? 1
  const matrix = reshape(turned, [kernel.size / outputs, outputs])
  const constant = held(matrix)
  const before = reshape(pick(weights, 'singular'), [outputs, 1])
  const left = unit(matMul(constant, before))
  const right = training ? unit(matMul(constant, left, true)) : before
  const [v, u] = [held(left), held(right)]
  const sigma = sum(mul(v, matMul(matrix, u)))
  return {
    kernel: div(kernel, sigma),
    updates: training ? { singular: reshape(u, [outputs]) } : {},
  }
}
