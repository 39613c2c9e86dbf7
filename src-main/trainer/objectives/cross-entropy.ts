import { add, mean, mul, neg, type Scalar, softplus, type Tensor } from '@tensorflow/tfjs-core'

/** −E log σ(l): binary cross-entropy with the label “real”, exact for logits of any size. */
export const lossAsReal = (logits: Tensor): Scalar => mean<Scalar>(softplus(neg(logits)))

/** −E log(1 − σ(l)): binary cross-entropy with the label “fake”. */
export const lossAsFake = (logits: Tensor): Scalar => mean<Scalar>(softplus(logits))

/** Binary cross-entropy with the label 1 − smoothing: since −log σ(l) = −log(1 − σ(l)) − l, it adds smoothing · E l. */
export const lossAsSmoothedReal = (logits: Tensor, smoothing: number): Scalar =>
  smoothing === 0 ? lossAsReal(logits) : add<Scalar>(lossAsReal(logits), mul<Scalar>(mean(logits), smoothing))
