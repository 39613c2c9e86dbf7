import { add, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core'

/** x centred and scaled by its mean and biased variance over `axes`. */
export function normalised(x: Tensor, axes: number[], epsilon: number): Tensor {
  const centred = sub(x, mean(x, axes, true))
  return mul(centred, rsqrt(add(mean(square(centred), axes, true), epsilon)))
}
