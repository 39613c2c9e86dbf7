import { add, engine, mean, mul, type Scalar, sqrt, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core'

/** D as a function of images: one output for each, [batch]. */
export type Critic = (images: Tensor) => Tensor

/** Keeps the slope of the root finite where a gradient is zero; far below what a float32 norm resolves. */
const TINY = 1e-12

/** ∇D of each image by itself, and so the gradient of the sum of D's outputs. */
function slopes(critic: Critic, images: Tensor): Tensor {
  const { grads } = engine().gradients(() => critic(images), [images])
  const [gradient] = grads
  if (gradient === undefined) throw new Error('D does not depend on its images')
  return gradient
}

const axes = (images: Tensor): number[] => images.shape.slice(1).map((_size, i) => i + 1)

/**
 * weight · E(‖∇D(x̂)‖ − 1)² at x̂ = εx + (1 − ε)G(z) (Gulrajani et al. 2017, Algorithm 1, line 7).
 * @param epsilon uniform numbers of [0, 1), one for each sample: [batch, 1, 1, 1]
 */
export function gradientPenalty(critic: Critic, real: Tensor, fake: Tensor, epsilon: Tensor, weight: number): Scalar {
  const between = add(mul(real, epsilon), mul(fake, sub(1, epsilon)))
  const norms = sqrt(add(sum(square(slopes(critic, between)), axes(between)), TINY))
  return mul<Scalar>(mean<Scalar>(square(sub(norms, 1))), weight)
}

/** weight / 2 · E‖∇D(x)‖² at real images (Mescheder et al. 2018, equation 9). */
export function r1Penalty(critic: Critic, real: Tensor, weight: number): Scalar {
  return mul<Scalar>(mean<Scalar>(sum(square(slopes(critic, real)), axes(real))), weight / 2)
}
