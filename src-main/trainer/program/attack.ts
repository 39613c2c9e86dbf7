import { add, clipByValue, engine, mul, neg, type Scalar, step, sub, type Tensor } from '@tensorflow/tfjs-core'

/** From black to white in the units of the networks, [−1, 1]. */
const RANGE = 2

/**
 * The fast gradient sign method (Goodfellow et al. 2015, section 4): x + ε·sign(∇ₓL), clipped to the range of images.
 * @param epsilon the share of the way from black to white by which each value moves: a number, or a tensor that goes with images
 * @param loss of the images, a scalar
 */
export function attacked(images: Tensor, epsilon: number | Tensor, loss: (images: Tensor) => Scalar): Tensor {
  const { grads } = engine().gradients(() => loss(images), [images])
  const [gradient] = grads
  if (gradient === undefined) throw new Error('the loss does not depend on the images')
  // The sign in operations that every engine has: ONNX Runtime has none for WebGPU.
  const direction = sub(step(gradient), step(neg(gradient)))
  return clipByValue(add(images, mul(direction, mul(epsilon, RANGE))), -1, 1)
}
