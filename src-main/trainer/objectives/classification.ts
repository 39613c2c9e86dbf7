import { logSoftmax, max, mean, mul, neg, type Scalar, step, sub, sum, type Tensor } from '@tensorflow/tfjs-core'

/** The cross-entropy of each sample. @param logits [batch, classes] @param labels [batch, classes], a 1 at the class */
export const crossEntropies = (logits: Tensor, labels: Tensor): Tensor => neg(sum(mul(labels, logSoftmax(logits)), 1))

/** Their mean over the batch. */
export const crossEntropy = (logits: Tensor, labels: Tensor): Scalar => mean<Scalar>(crossEntropies(logits, labels))

/** 1 for each sample whose class has the largest logit, else 0: [batch]. */
export const hits = (logits: Tensor, labels: Tensor): Tensor =>
  sub(1, step(sub(max(logits, 1), sum(mul(labels, logits), 1))))
