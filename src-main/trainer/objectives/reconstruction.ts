import type { Reconstruction, ReconstructionType } from '@shared/objectives/reconstruction'
import { abs, add, exp, log1p, mul, neg, relu, square, sub, type Tensor } from '@tensorflow/tfjs-core'

/** A reconstruction loss on what the decoder puts out before any final sigmoid. Images are in [−1, 1]. */
interface ReconstructionLoss {
  /** One value for each pixel. */
  perPixel(output: Tensor, images: Tensor): Tensor
}

/** log(1 + eˣ) without overflow. */
const softplus = (x: Tensor): Tensor => add(relu(x), log1p(exp(neg(abs(x)))))

const losses: { readonly [K in ReconstructionType]: ReconstructionLoss } = {
  'mean-squared-error': { perPixel: (output, images) => square(sub(output, images)) },
  // −x·log σ(l) − (1 − x)·log(1 − σ(l)) = softplus(l) − x·l, exact for every l.
  'cross-entropy': {
    perPixel: (output, images) => sub(softplus(output), mul(mul(add(images, 1), 0.5), output)),
  },
}

/** The loss of each pixel of reconstructions. */
export const reconstructionLoss = ({ type }: Reconstruction, output: Tensor, images: Tensor): Tensor =>
  losses[type].perPixel(output, images)
