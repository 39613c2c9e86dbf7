import { mean, neg, type Scalar, softplus, type Tensor } from '@tensorflow/tfjs-core'

/** −E log σ(l): binary cross-entropy with the label “real”, exact for logits of any size. */
export const lossAsReal = (logits: Tensor): Scalar => mean<Scalar>(softplus(neg(logits)))

/** −E log(1 − σ(l)): binary cross-entropy with the label “fake”. */
export const lossAsFake = (logits: Tensor): Scalar => mean<Scalar>(softplus(logits))
